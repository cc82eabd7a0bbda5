/// A validated program as the simplex works on it: `Σ coefficient · variable − logical = 0` for every row, to be
/// minimised, with the numbers brought near one another by powers of two.
///
/// Columns are the variables, then one logical per row, whose value is the activity of that row. Powers of two cost
/// no rounding, so every bound comes back as it was.
struct ScaledProgram {
    let rowCount: Int
    let variableCount: Int
    private(set) var byColumn: SparseMatrix
    private(set) var byRow: SparseMatrix
    /// One of each per column.
    private(set) var lower: [Double]
    private(set) var upper: [Double]
    private(set) var costs: [Double]
    private var rowScales: [Double]
    private var columnScales: [Double]
    /// What a scaled cost is to be multiplied by; carries the sign of the direction.
    private(set) var costScale = 1.0

    var columnCount: Int { variableCount + rowCount }

    init(_ program: LinearProgram) {
        rowCount = program.rows.count
        variableCount = program.variables.count
        byRow = SparseMatrix(program)
        (rowScales, columnScales) = byRow.geometricScales(columns: variableCount)
        byRow.scale(majors: rowScales, minors: columnScales)
        byColumn = byRow.transposed(minors: variableCount)

        let bounds = program.variables.map(\.bounds) + program.rows.map(\.bounds)
        let factors = columnScales.map { 1 / $0 } + rowScales
        lower = zip(bounds, factors).map { $0.lower * $1 }
        upper = zip(bounds, factors).map { $0.upper * $1 }
        costs = zip(program.variables, columnScales).map { $0.cost * $1 }
        costs += [Double](repeating: 0, count: rowCount)
        scaleCosts(program.direction)
    }

    /// The middle of the costs becomes about one, so that one tolerance serves all programs, but none exceeds 10,000
    /// by much, where rounding errors would come near that tolerance.
    private mutating func scaleCosts(_ direction: LinearProgram.Direction) {
        let sizes = costs.map(abs).filter { $0 > 0 }
        let (smallest, largest) = (sizes.min() ?? 1, sizes.max() ?? 1)
        let size = max(1 / SparseMatrix.inverseMiddle(smallest, largest), powerOfTwo(near: largest) / 8192)
        costScale = direction == .minimize ? size : -size
        for column in 0..<variableCount { costs[column] /= costScale }
    }

    /// The value that the program's variable has when the scaled one has `value`.
    func unscaled(_ value: Double, variable: Int) -> Double {
        value * columnScales[variable]
    }

    /// The price of the program's row when the scaled one has `price` per unit of the program's objective.
    func unscaled(_ price: Double, row: Int) -> Double {
        price * rowScales[row]
    }
}

/// The power of two that is nearest to a positive number in ratio, within the range that never overflows by itself.
func powerOfTwo(near value: Double) -> Double {
    let exponent = value.exponent + (value.significand > 1.414 ? 1 : 0)
    return Double(sign: .plus, exponent: min(max(exponent, -300), 300), significand: 1)
}
