/// Samples of one box from one stretch of time, and how complete they are.
public struct SampleWindow: Sendable {
    /// In any order.
    public var samples: [PacketSample]
    /// Of 10,000 packets at a port, how many at least were sampled while sampling was on; `nil` where nobody knows.
    ///
    /// It must not be overstated: what is missing on one side is evidence only where it should have been seen.
    public var coverage: Int?

    public init(_ samples: [PacketSample], coverage: Int? = nil) {
        self.samples = samples
        self.coverage = coverage.map { min(max($0, 1), Basis.one) }
    }

    /// The window of flow records.
    ///
    /// - Parameter coverage: of 10,000 flows at a port, how many at least are among the records.
    public init(records: [FlowRecord], coverage: Int? = 9000) {
        self.init(records.map { PacketSample($0) }, coverage: coverage)
    }
}

/// Shares are whole numbers in 1/10,000, so that no floating point comes into a decision.
enum Basis {
    static let one = 10_000
}
