/// A basis of a scaled program with the point and the prices that belong to it; both phases of the simplex move it.
///
/// A column that is not basic rests on one of its bounds, or at zero when it has none. Costs are a working copy: the
/// dual phase changes them, the primal phase starts from the true ones again.
struct SimplexState {
    static let feasibility = 1e-9
    static let optimality = 1e-9

    let program: ScaledProgram
    var inverse: BasisInverse
    /// The basic column at each place.
    var basis: [Int]
    var isBasic: [Bool]
    /// One value per column.
    var values: [Double]
    var costs: [Double]
    var reducedCosts: [Double]
    /// One row of the tableau: what each column that is not basic takes from the basic one per unit.
    var tableauRow: [Double]
    /// One column of the tableau.
    var tableauColumn: [Double]
    /// One row of the inverse; or, between steps, scratch.
    var inverseRow: [Double]
    /// How far a value may lie outside its bounds, relative to its size; grows when rounding leaves no other way.
    var tolerance = feasibility
    /// A coefficient of the tableau below this counts as zero; shrinks when it turns out to matter.
    var smallestPivot = 1e-7
    /// Steps since the inverse was made from the original coefficients; zero right after that.
    var age = 0
    var iterations = 0

    init(_ program: ScaledProgram) {
        self.program = program
        let (rows, columns) = (program.rowCount, program.columnCount)
        inverse = BasisInverse(rowCount: rows)
        inverse.reset()
        basis = Array(program.variableCount..<columns)
        isBasic = (0..<columns).map { $0 >= program.variableCount }
        values = (0..<columns).map { min(max(0, program.lower[$0]), program.upper[$0]) }
        costs = program.costs
        (reducedCosts, tableauRow) = (costs, [Double](repeating: 0, count: columns))
        (tableauColumn, inverseRow) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: rows))
        recompute()
    }

    /// How far the value of a column lies outside its bounds: negative below, positive above, zero within tolerance.
    func breach(of column: Int) -> Double {
        let value = values[column]
        let low = program.lower[column]
        if value < low - tolerance * (1 + abs(low)) { return value - low }
        let high = program.upper[column]
        return value > high + tolerance * (1 + abs(high)) ? value - high : 0
    }

    /// Computes one row of the tableau from the inverse.
    mutating func computeRow(_ place: Int) {
        inverse.copyRow(place, to: &inverseRow)
        let (variables, byRow) = (program.variableCount, program.byRow)
        for column in 0..<variables { tableauRow[column] = 0 }
        tableauRow.withUnsafeMutableBufferPointer { result in
            for row in 0..<program.rowCount {
                let factor = inverseRow[row]
                result[variables + row] = -factor
                guard factor != 0 else { continue }
                for entry in byRow.range(row) { result[byRow.minors[entry]] += factor * byRow.values[entry] }
            }
        }
    }

    /// Computes one column of the tableau from the inverse.
    mutating func computeColumn(_ column: Int) {
        if column < program.variableCount {
            let entries = program.byColumn.range(column)
            inverse.multiply(program.byColumn.minors[entries], program.byColumn.values[entries], to: &tableauColumn)
        } else {
            inverse.multiply([column - program.variableCount], [-1], to: &tableauColumn)
        }
    }

    /// Makes `column` basic at `place`, where the value that leaves it settles on `bound`. Needs both the row and the
    /// column of the tableau.
    mutating func exchange(_ place: Int, _ column: Int, leavingAt bound: Double) {
        let (leaving, pivot) = (basis[place], tableauColumn[place])
        moveEntering(column, by: (values[leaving] - bound) / pivot)
        values[leaving] = bound
        let price = reducedCosts[column] / pivot
        if price != 0 {
            for other in reducedCosts.indices where !isBasic[other] { reducedCosts[other] -= price * tableauRow[other] }
        }
        reducedCosts[leaving] = -price
        reducedCosts[column] = 0
        inverse.exchange(place, tableauColumn)
        (basis[place], isBasic[column], isBasic[leaving]) = (column, true, false)
        age += 1
        iterations += 1
    }

    /// Moves a column that is not basic, and the basic ones with it. Needs the column of the tableau.
    mutating func moveEntering(_ column: Int, by change: Double) {
        guard change != 0 else { return }
        values[column] += change
        for place in basis.indices { values[basis[place]] -= change * tableauColumn[place] }
    }
}
