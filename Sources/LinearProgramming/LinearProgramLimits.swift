/// When a solver gives up and answers ``LinearProgramResult/Status-swift.enum/limit``.
public struct LinearProgramLimits: Hashable, Sendable {
    /// The most simplex steps to take; nil for no limit.
    public var iterations: Int?
    /// The most wall-clock time to spend; nil for no limit. Solvers without a clock (``ReferenceSimplex``) ignore it.
    public var duration: Duration?

    public init(iterations: Int? = nil, duration: Duration? = nil) {
        self.iterations = iterations
        self.duration = duration
    }

    /// No limit at all.
    public static let none = LinearProgramLimits()
}
