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
/// ```swift
/// let result = try GLPKSolver().solve(program, limits: .init(duration: .seconds(5)))
/// ```
public struct GLPKSolver: LinearProgramSolver {
    public init() {}

    #if GLPK
        /// Whether this build contains GLPK.
        public static var isAvailable: Bool { true }

        public var name: String { "GLPK \(String(cString: stratos_glpk_version()))" }

        /// - Throws: What `LinearProgram.validate()` throws; `.tooLarge` beyond 32-bit indices; `.solverFailed`
        ///   with GLPK's own message; `.numericalTrouble`.
        public func solve(
            _ program: LinearProgram, limits: LinearProgramLimits
        ) throws(LinearProgramError) -> LinearProgramResult {
            try program.validate()
            return try GLPKCall(program, limits).run()
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
