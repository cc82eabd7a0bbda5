/// How GLPK goes about a program. The answer does not depend on it, only the time that it takes.
///
/// ```swift
/// let solver = GLPKSolver(GLPKOptions(method: .dualThenPrimal, presolves: true))
/// ```
public struct GLPKOptions: Hashable, Sendable {
    public enum Method: Hashable, Sendable, CaseIterable {
        /// The primal simplex; the default of GLPK.
        case primal
        /// The dual simplex. Programs that it cannot decide (no point satisfies the dual bounds) go to the primal one.
        case dual
        /// GLPK's own combination: dual, then primal from where that stopped.
        case dualThenPrimal
    }

    /// How the coefficients are brought near one another before the simplex starts.
    public enum Scaling: Hashable, Sendable, CaseIterable {
        /// What GLPK finds fit.
        case automatic
        case none
        /// Geometric means of rows and columns, rounded to powers of two.
        case geometricMean
        /// The largest coefficient of each row and column becomes about one, by powers of two.
        case equilibration
    }

    /// The basis to start from; without effect when presolving, which makes its own.
    public enum CrashBasis: Hashable, Sendable, CaseIterable {
        /// Triangular and near the one of GLPK's advanced crash: usually the fastest.
        case advanced
        /// All logicals.
        case standard
        /// Bixby's.
        case bixby
    }

    public var method: Method
    /// Whether to shrink the program first. Worth it for large programs with many redundant rows.
    public var presolves: Bool
    public var scaling: Scaling
    public var crashBasis: CrashBasis

    public init(
        method: Method = .primal, presolves: Bool = false, scaling: Scaling = .automatic,
        crashBasis: CrashBasis = .advanced
    ) {
        self.method = method
        self.presolves = presolves
        self.scaling = scaling
        self.crashBasis = crashBasis
    }

    /// The plainest way, for programs on which another one fails.
    static let plain = GLPKOptions(scaling: .none, crashBasis: .standard)
}
