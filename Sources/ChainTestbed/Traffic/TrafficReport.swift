/// What happened to one connection, as its client saw it.
public struct ConnectionOutcome: Sendable, Hashable {
    /// The unique id that the connection carries in its payload.
    public var id: UInt64
    /// The client's own port.
    public var localPort: UInt16 = 0
    /// Nanoseconds from the time that the connection was due to its beginning; 0 unless it was due at a fixed time.
    public var delay: Int64 = 0
    /// Nanoseconds that connect(2) took; nil when it failed, and for UDP.
    public var connect: Int64?
    /// Nanoseconds from sending each request to the last byte of its reply.
    public var requests: [Int64] = []
    /// What ended the connection before its time; nil when it ended in order.
    public var failure: TrafficFailure?

    public init(id: UInt64) {
        self.id = id
    }
}

/// What a client measured.
public struct TrafficReport: Sendable {
    public var outcomes: [ConnectionOutcome]
    /// From the first connection to the end of the last.
    public var elapsed: Duration

    /// The connections that did not end in order.
    public var failures: [ConnectionOutcome] { outcomes.filter { $0.failure != nil } }
    /// The requests that were answered.
    public var answeredRequests: Int { outcomes.reduce(0) { $0 + $1.requests.count } }
    public var connectLatency: LatencySummary? { LatencySummary(nanoseconds: outcomes.compactMap(\.connect)) }
    /// All requests of all connections.
    public var requestLatency: LatencySummary? { LatencySummary(nanoseconds: outcomes.flatMap(\.requests)) }
    /// The first request of each connection: the one that a new flow's set-up delays, besides connecting.
    public var firstRequestLatency: LatencySummary? {
        LatencySummary(nanoseconds: outcomes.compactMap(\.requests.first))
    }
    /// How late the connections of an open loop began; large values mean that the client had too few threads.
    public var delay: LatencySummary? { LatencySummary(nanoseconds: outcomes.map(\.delay)) }
    /// Connections that ended in order, for each second.
    public var connectionsPerSecond: Double {
        elapsed > .zero ? Double(outcomes.count - failures.count) / elapsed.seconds : 0
    }
}
