public import LinearProgramming

/// The best general solver of this build: GLPK where the trait `GLPK` is on, the reference simplex elsewhere.
///
/// ```swift
/// let solver = DefaultSolver()
/// print("solving with \(solver.name)")
/// let result = try solver.solve(program)
/// ```
public struct DefaultSolver: LinearProgramSolver {
    private let solver: any LinearProgramSolver = GLPKSolver.isAvailable ? GLPKSolver() : ReferenceSimplex()

    public init() {}

    /// The name of the solver in use.
    public var name: String { solver.name }

    public func solve(
        _ program: LinearProgram, limits: LinearProgramLimits
    ) throws(LinearProgramError) -> LinearProgramResult {
        try solver.solve(program, limits: limits)
    }
}
