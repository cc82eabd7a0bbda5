/// An optimal point of a ``LinearProgram`` with the prices that prove it.
///
/// All arrays follow the order of the program's variables and rows. A price tells how the objective changes per unit
/// by which an active bound is moved, in either direction of optimisation:
///
/// - when minimising, a positive price belongs to an active lower bound and a negative one to an active upper bound;
///   when maximising it is the other way round;
/// - `cost(x) = reducedCost(x) + Σ coefficient(row, x) · rowDual(row)` for every variable;
/// - the objective equals `constant + Σ rowDual · activity + Σ reducedCost · value` (strong duality).
public struct LinearProgramSolution: Hashable, Sendable {
    public let objective: Double
    /// One value per variable.
    public let values: [Double]
    /// One price per row.
    public let rowDuals: [Double]
    /// One price per variable.
    public let reducedCosts: [Double]

    public init(objective: Double, values: [Double], rowDuals: [Double], reducedCosts: [Double]) {
        self.objective = objective
        self.values = values
        self.rowDuals = rowDuals
        self.reducedCosts = reducedCosts
    }

    /// The value of one variable; NaN for a variable of some other program.
    public subscript(variable: LinearProgram.VariableID) -> Double {
        values.indices.contains(variable.index) ? values[variable.index] : .nan
    }

    /// The price of one row; NaN for a row of some other program.
    public subscript(dual row: LinearProgram.RowID) -> Double {
        rowDuals.indices.contains(row.index) ? rowDuals[row.index] : .nan
    }

    /// The reduced cost of one variable; NaN for a variable of some other program.
    public subscript(reducedCost variable: LinearProgram.VariableID) -> Double {
        reducedCosts.indices.contains(variable.index) ? reducedCosts[variable.index] : .nan
    }
}
