/// When a solver gives up and answers ``LinearProgramResult/Status-swift.enum/limit``.
public struct LinearProgramLimits: Hashable, Sendable {
    /// The most simplex steps to take; nil for no limit.
    public var iterations: Int?
    /// The most wall-clock time to spend; nil for no limit. Solvers without a clock (``ReferenceSimplex``) ignore it.
    public var duration: Duration?
    /// The most memory to work with, in megabytes of 2²⁰ bytes; nil for no limit. It counts what the solver allocates
    /// during the call, not the program and not the answer.
    public var megabytes: Int?

    public init(iterations: Int? = nil, duration: Duration? = nil, megabytes: Int? = nil) {
        self.iterations = iterations
        self.duration = duration
        self.megabytes = megabytes
    }

    /// No limit at all.
    public static let none = LinearProgramLimits()
}
