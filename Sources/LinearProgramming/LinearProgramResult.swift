/// What a solver found out about a ``LinearProgram``.
///
/// That a program has no best point is an answer, not an error; what a solver throws means that it has no answer.
public struct LinearProgramResult: Hashable, Sendable {
    /// The four answers. They exclude one another: exactly one of the first three is true of every program, and a
    /// solver that cannot tell within its limits says `limit`.
    public enum Status: Hashable, Sendable {
        /// There are feasible points and none is better than ``LinearProgramResult/solution``, which also holds the
        /// prices that prove it.
        case optimal
        /// No point satisfies all bounds of variables and rows, whatever the costs. A program that is infeasible and
        /// whose costs could fall for ever if it were not is infeasible. ``LinearProgramResult/certificate`` proves
        /// it, where the solver gives one.
        case infeasible
        /// There are feasible points, and among them the objective can be improved for ever.
        case unbounded
        /// One of the limits was used up before the answer was known. Nothing is said about the program.
        case limit
    }

    public let status: Status
    /// Present exactly when the status is optimal.
    public let solution: LinearProgramSolution?
    /// Why there is no feasible point; present only when the status is infeasible. ``ReferenceSimplex`` and GLPK always
    /// supply it; solvers that cannot may leave it out.
    public let certificate: InfeasibilityCertificate?
    /// Simplex steps taken.
    public let iterations: Int

    private init(
        _ status: Status, _ solution: LinearProgramSolution? = nil, _ certificate: InfeasibilityCertificate? = nil,
        iterations: Int
    ) {
        self.status = status
        self.solution = solution
        self.certificate = certificate
        self.iterations = iterations
    }

    public static func optimal(_ solution: LinearProgramSolution, iterations: Int) -> Self {
        Self(.optimal, solution, iterations: iterations)
    }

    public static func infeasible(_ certificate: InfeasibilityCertificate? = nil, iterations: Int) -> Self {
        Self(.infeasible, nil, certificate, iterations: iterations)
    }

    public static func unbounded(iterations: Int) -> Self {
        Self(.unbounded, iterations: iterations)
    }

    public static func limit(iterations: Int) -> Self {
        Self(.limit, iterations: iterations)
    }

    /// An optimal result, checked against the program: the last thing that a solver does.
    ///
    /// The point has to satisfy the bounds, and the prices have to prove that there is no better one
    /// (``LinearProgram/dualBound(at:tolerance:)``).
    ///
    /// - Throws: `.numericalTrouble` when a bound is broken by more than `tolerance` (relative), the prices prove a bound
    ///   that is farther than `tolerance` (relative) from the objective, or a number is not finite.
    public static func checked(
        _ solution: LinearProgramSolution, of program: LinearProgram, iterations: Int, tolerance: Double = 1e-5
    ) throws(LinearProgramError) -> Self {
        let violation = program.largestViolation(at: solution.values)
        let prices = solution.rowDuals + solution.reducedCosts
        guard violation <= tolerance, solution.objective.isFinite, prices.allSatisfy(\.isFinite) else {
            let message = "rounding errors spoilt the answer (a bound is broken by \(violation)); scale the program"
            throw .init(.numericalTrouble, message)
        }
        let bound = program.dualBound(at: solution.rowDuals)
        guard abs(bound.value - solution.objective) <= tolerance * (1 + bound.size) else {
            let message = "the prices prove only \(bound.value) of the objective \(solution.objective)"
            throw .init(.numericalTrouble, message + "; scale the program")
        }
        return .optimal(solution, iterations: iterations)
    }
}
