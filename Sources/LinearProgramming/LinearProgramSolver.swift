/// Solves linear programs. Conform to it to plug in a solver of your own.
///
/// A solver is a value without state between calls, so one may be used from many tasks at once. It calls
/// ``LinearProgram/validate()`` before anything else and returns `infeasible`, `unbounded` and `limit` as results.
///
/// ```swift
/// let result = try solver.solve(program, limits: .init(iterations: 10_000))
/// if let solution = result.solution { print(solution.objective, solution[x]) }
/// ```
public protocol LinearProgramSolver: Sendable {
    /// Name and version, for reports.
    var name: String { get }

    /// Solves `program`, blocking the calling thread.
    ///
    /// - Throws: ``LinearProgramError`` when the program makes no sense or the solver fails.
    func solve(
        _ program: LinearProgram, limits: LinearProgramLimits
    ) throws(LinearProgramError) -> LinearProgramResult
}

extension LinearProgramSolver {
    /// Solves `program` without limits.
    public func solve(_ program: LinearProgram) throws(LinearProgramError) -> LinearProgramResult {
        try solve(program, limits: .none)
    }
}
