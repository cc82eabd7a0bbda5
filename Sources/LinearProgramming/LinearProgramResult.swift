/// What a solver found out about a ``LinearProgram``.
public struct LinearProgramResult: Hashable, Sendable {
    public enum Status: Hashable, Sendable {
        /// ``LinearProgramResult/solution`` is a best point.
        case optimal
        /// No point satisfies all bounds.
        case infeasible
        /// Points exist, and the objective can be improved for ever.
        case unbounded
        /// The limits were used up before the answer was known.
        case limit
    }

    public let status: Status
    /// Present exactly when the status is optimal.
    public let solution: LinearProgramSolution?
    /// Simplex steps taken.
    public let iterations: Int

    private init(_ status: Status, _ solution: LinearProgramSolution?, iterations: Int) {
        self.status = status
        self.solution = solution
        self.iterations = iterations
    }

    public static func optimal(_ solution: LinearProgramSolution, iterations: Int) -> Self {
        Self(.optimal, solution, iterations: iterations)
    }

    public static func infeasible(iterations: Int) -> Self {
        Self(.infeasible, nil, iterations: iterations)
    }

    public static func unbounded(iterations: Int) -> Self {
        Self(.unbounded, nil, iterations: iterations)
    }

    public static func limit(iterations: Int) -> Self {
        Self(.limit, nil, iterations: iterations)
    }

    /// An optimal result, checked against the program: the last thing that a solver does.
    ///
    /// - Throws: `.numericalTrouble` when a bound is broken by more than `tolerance` (relative) or a number is not
    ///   finite.
    public static func checked(
        _ solution: LinearProgramSolution, of program: LinearProgram, iterations: Int, tolerance: Double = 1e-5
    ) throws(LinearProgramError) -> Self {
        let violation = program.largestViolation(at: solution.values)
        let prices = solution.rowDuals + solution.reducedCosts
        guard violation <= tolerance, solution.objective.isFinite, prices.allSatisfy(\.isFinite) else {
            let message = "rounding errors spoilt the answer (a bound is broken by \(violation)); scale the program"
            throw .init(.numericalTrouble, message)
        }
        return .optimal(solution, iterations: iterations)
    }
}
