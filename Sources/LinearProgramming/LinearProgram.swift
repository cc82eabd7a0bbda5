/// A linear program as a value: variables with bounds and costs, rows with bounds, an objective.
///
/// Build it once, hand it to any ``LinearProgramSolver``, keep it next to the result; nothing refers to a solver.
///
/// ```swift
/// var program = LinearProgram(.maximize)
/// let x = program.addVariable("x", .between(0, 40), cost: 1)
/// let y = program.addVariable("y", cost: 2)
/// program.addRow("supply", .atMost(100), [.init(x, 1), .init(y, 3)])
/// let result = try ReferenceSimplex().solve(program)
/// ```
///
/// The objective is `constant + Σ cost · variable`. Units are the caller's; keep coefficients within a few powers of
/// ten of one another (megabits per second rather than bits), since every solver works with fixed tolerances.
public struct LinearProgram: Hashable, Sendable {
    public enum Direction: Hashable, Sendable {
        case minimize, maximize
    }

    /// One unknown.
    public struct Variable: Hashable, Sendable {
        /// For messages only; need not be unique.
        public var name: String
        public var bounds: Bounds
        /// Objective coefficient.
        public var cost: Double
    }

    /// One coefficient of a row.
    public struct Term: Hashable, Sendable {
        public var variable: VariableID
        public var coefficient: Double

        public init(_ variable: VariableID, _ coefficient: Double) {
            self.variable = variable
            self.coefficient = coefficient
        }
    }

    /// One constraint: `bounds.lower ≤ Σ coefficient · variable ≤ bounds.upper`.
    public struct Row: Hashable, Sendable {
        /// For messages only; need not be unique.
        public var name: String
        public var bounds: Bounds
        /// Each variable at most once; a variable that is absent has coefficient zero.
        public var terms: [Term]
    }

    public var direction: Direction
    /// Added to the objective.
    public var constant: Double
    public private(set) var variables: [Variable] = []
    public private(set) var rows: [Row] = []

    public init(_ direction: Direction, constant: Double = 0) {
        self.direction = direction
        self.constant = constant
    }

    /// Adds an unknown and returns the identifier that rows and results use for it.
    @discardableResult
    public mutating func addVariable(
        _ name: String, _ bounds: Bounds = .nonNegative, cost: Double = 0
    ) -> VariableID {
        variables.append(Variable(name: name, bounds: bounds, cost: cost))
        return VariableID(variables.count - 1)
    }

    /// Adds a constraint and returns the identifier that results use for it.
    @discardableResult
    public mutating func addRow(_ name: String, _ bounds: Bounds, _ terms: [Term]) -> RowID {
        rows.append(Row(name: name, bounds: bounds, terms: terms))
        return RowID(rows.count - 1)
    }
}
