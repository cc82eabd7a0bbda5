extension SimplexState {
    func isFree(_ column: Int) -> Bool {
        program.lower[column] == -.infinity && program.upper[column] == .infinity
    }

    /// Whether a column that is not basic has room in the given direction.
    func canMove(_ column: Int, up: Bool) -> Bool {
        up ? values[column] < program.upper[column] : values[column] > program.lower[column]
    }

    /// Whether the pivot comes out the same from the row and from the column of the tableau.
    func pivotIsSound(_ place: Int, _ column: Int) -> Bool {
        let (one, other) = (tableauColumn[place], tableauRow[column])
        return abs(one - other) <= (age == 0 ? 1e-2 : 1e-6) * abs(one)
    }

    /// Whether all basic columns lie within their bounds; the others do by construction.
    var isFeasible: Bool {
        basis.allSatisfy { breach(of: $0) == 0 }
    }
}
