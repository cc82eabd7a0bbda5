/// The numbers of a dense bounded simplex: `basic + Σ cell · nonbasic = 0` for every row, and a value per column.
///
/// Columns are the program's variables, then one logical per row (the row's activity), then one artificial for each
/// row whose bounds the starting point breaks.
struct SimplexTableau {
    let rowCount: Int
    let variableCount: Int
    let columnCount: Int
    private var cells: [Double] = []
    private var bounds: [LinearProgram.Bounds]
    /// The current point, one value per column. A nonbasic column starts at zero, or the bound nearest to it, and sits
    /// exactly on a bound once it has moved.
    private(set) var values: [Double]
    /// The basic column of each row.
    private(set) var basis: [Int] = []
    private(set) var isBasic: [Bool]
    /// Reduced cost per column for the objective in use.
    private(set) var reducedCosts: [Double] = []

    init(_ program: LinearProgram) {
        let variables = program.variables.count
        let point = program.variables.map { $0.bounds.nearest(to: 0) }
        let activities = program.activities(at: point)
        let logicals = zip(program.rows, activities).map { $0.bounds.nearest(to: $1) }
        let broken = activities.indices.filter { activities[$0] != logicals[$0] }

        rowCount = program.rows.count
        variableCount = variables
        columnCount = variables + rowCount + broken.count
        values = point + logicals + broken.map { abs(activities[$0] - logicals[$0]) }
        bounds =
            program.variables.map(\.bounds) + program.rows.map(\.bounds)
            + broken.map { _ in LinearProgram.Bounds.nonNegative }
        isBasic = [Bool](repeating: false, count: columnCount)
        fillCells(program, broken: broken, activities: activities)
    }

    private mutating func fillCells(_ program: LinearProgram, broken: [Int], activities: [Double]) {
        cells = [Double](repeating: 0, count: rowCount * columnCount)
        basis = (0..<rowCount).map { variableCount + $0 }
        for (offset, row) in broken.enumerated() {
            basis[row] = variableCount + rowCount + offset
        }
        for (row, constraint) in program.rows.enumerated() {
            // logical − Σ coefficient · variable = 0, turned round where that makes the artificial positive.
            let sign: Double = activities[row] < values[variableCount + row] ? -1 : 1
            for term in constraint.terms {
                cells[row * columnCount + term.variable.index] = -sign * term.coefficient
            }
            cells[row * columnCount + variableCount + row] = sign
            cells[row * columnCount + basis[row]] = 1
            isBasic[basis[row]] = true
        }
    }

    func cell(_ row: Int, _ column: Int) -> Double {
        cells[row * columnCount + column]
    }

    func bounds(of column: Int) -> LinearProgram.Bounds {
        bounds[column]
    }

    /// Computes the reduced costs of all columns from the given costs.
    mutating func price(_ costs: [Double]) {
        reducedCosts = costs
        for row in 0..<rowCount where costs[basis[row]] != 0 {
            let cost = costs[basis[row]]
            for column in 0..<columnCount {
                reducedCosts[column] -= cost * cells[row * columnCount + column]
            }
        }
    }

    /// Moves a nonbasic column by `change` and every basic column with it.
    mutating func shift(_ column: Int, by change: Double) {
        values[column] += change
        for row in 0..<rowCount {
            values[basis[row]] -= cell(row, column) * change
        }
    }

    /// Sets a column to exactly the given bound, against the drift of rounding.
    mutating func settle(_ column: Int, at bound: Double) {
        values[column] = bound
    }

    /// Makes `column` basic in `row` by Gaussian elimination.
    mutating func pivot(row: Int, column: Int) {
        isBasic[basis[row]] = false
        isBasic[column] = true
        basis[row] = column
        let scale = 1 / cell(row, column)
        for other in 0..<columnCount {
            cells[row * columnCount + other] *= scale
        }
        for target in 0..<rowCount where target != row {
            let factor = cell(target, column)
            guard factor != 0 else { continue }
            for other in 0..<columnCount {
                cells[target * columnCount + other] -= factor * cells[row * columnCount + other]
            }
            cells[target * columnCount + column] = 0
        }
        let factor = reducedCosts[column]
        for other in 0..<columnCount {
            reducedCosts[other] -= factor * cells[row * columnCount + other]
        }
        reducedCosts[column] = 0
    }

    mutating func fixArtificials() {
        for column in (variableCount + rowCount)..<columnCount {
            bounds[column] = .exactly(0)
        }
    }
}
