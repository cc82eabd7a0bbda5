/// How a process that a test ran came to its end, and what it wrote.
public struct ProcessOutput: Hashable, Sendable {
    /// The exit status, or the number of the signal that ended the process.
    public var status: Int32
    /// True when the process ended by a signal.
    public var wasSignalled: Bool
    /// True when the time ran out and the process was killed for it.
    public var timedOut: Bool
    public var standardOutput: String
    public var standardError: String

    /// Whether the process ended by itself with status 0 in time.
    public var succeeded: Bool {
        status == 0 && !wasSignalled && !timedOut
    }
}

extension ProcessOutput: CustomStringConvertible {
    public var description: String {
        let end = timedOut ? "timed out" : wasSignalled ? "ended by signal \(status)" : "exit status \(status)"
        return "\(end)\n--- standard output\n\(standardOutput)\n--- standard error\n\(standardError)"
    }
}
