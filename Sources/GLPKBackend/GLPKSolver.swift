public import LinearProgramming

#if GLPK
    internal import CGLPK
#endif

/// Solves linear programs with GLPK 5.0.
///
/// GLPK is under the GPL-3 and part of the build only with the package trait `GLPK`, which is on by default. Without
/// it ``isAvailable`` is false and every call throws `.solverUnavailable`; ``DefaultSolver`` chooses for you.
///
/// Each call does a whole solve: GLPK's environment belongs to one thread and is freed before the call returns, so
/// any number of threads may solve at once, but none may hold GLPK objects of its own during a call.
///
/// Verdicts are checked before they are given out: an optimal point against the bounds, infeasibility by a certificate
/// (from a second, elastic solve), an unbounded program by a feasible point. Where GLPK's first answer fails the check,
/// it is asked once more in the plainest way, without presolve, scaling and crash basis; limits begin anew for that.
///
/// ```swift
/// let result = try GLPKSolver().solve(program, limits: .init(duration: .seconds(5)))
/// ```
public struct GLPKSolver: LinearProgramSolver {
    public let options: GLPKOptions

    public init(_ options: GLPKOptions = GLPKOptions()) {
        self.options = options
    }

    #if GLPK
        /// Whether this build contains GLPK.
        public static var isAvailable: Bool { true }

        public var name: String { "GLPK \(String(cString: stratos_glpk_version()))" }

        /// A limit on memory or time that is used up on the way to the certificate ends in `limit` too: infeasible is
        /// only said with its proof.
        ///
        /// - Throws: What `LinearProgram.validate()` throws; `.tooLarge` beyond 100 million variables, rows or
        ///   coefficients; `.solverFailed` with GLPK's own message; `.numericalTrouble`.
        public func solve(
            _ program: LinearProgram, limits: LinearProgramLimits
        ) throws(LinearProgramError) -> LinearProgramResult {
            try program.validate()
            if let megabytes = limits.megabytes, megabytes < 1 { return .limit(iterations: 0) }
            let call = try GLPKCall(program, limits)
            do {
                return try GLPKVerdict(program: program, limits: limits, answer: call.run(options)).result()
            } catch  where options != .plain {
                return try GLPKVerdict(program: program, limits: limits, answer: call.run(.plain)).result()
            }
        }
    #else
        /// Whether this build contains GLPK.
        public static var isAvailable: Bool { false }

        public var name: String { "GLPK (not in this build)" }

        public func solve(
            _ program: LinearProgram, limits: LinearProgramLimits
        ) throws(LinearProgramError) -> LinearProgramResult {
            let message = "this build has no GLPK; build with the trait GLPK or use ReferenceSimplex"
            throw LinearProgramError(.solverUnavailable, message)
        }
    #endif
}
