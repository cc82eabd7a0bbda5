/// What one connection carries.
public struct ExchangeSize: Sendable, Hashable {
    /// Bytes of a request and of a reply, at least 32. Over UDP each is one datagram, so at most 65,507; what is larger
    /// than a packet may be travels in fragments.
    public var request: UInt32
    public var reply: UInt32

    public init(request: UInt32 = 64, reply: UInt32 = 64) {
        self.request = request
        self.reply = reply
    }

    /// What fits into a packet of 65,535 bytes behind the headers of IPv4 and UDP.
    static let largestDatagram: UInt32 = 65_507

    /// The paper's: requests of 50 KB (Stratos §7.2), with short replies.
    public static let paper = ExchangeSize(request: 50_000, reply: 64)
}

/// Connections one after the other on each of a few threads: the next begins when the former has ended.
public struct ClosedLoopLoad: Sendable, Hashable {
    public var connections: Int
    /// Threads, so connections at a time.
    public var concurrency = 1
    public var requestsPerConnection = 1
    public var size = ExchangeSize()
    /// No connection begins later than this.
    public var limit: Duration = .seconds(60)

    public init(connections: Int) {
        self.connections = connections
    }
}

/// A new connection with one request at fixed times, whether the former ones have ended or not.
public struct OpenLoopLoad: Sendable, Hashable {
    /// Connections for each second.
    public var rate: Double
    public var duration: Duration
    public var size: ExchangeSize
    /// Threads, the most connections at a time.
    public var concurrency = 32

    public init(rate: Double, for duration: Duration, size: ExchangeSize = ExchangeSize()) {
        self.rate = rate
        self.duration = duration
        self.size = size
    }
}

/// Connections that stay open, each with a request now and then, until they are finished.
public struct HeldLoad: Sendable, Hashable {
    public var connections: Int
    /// Time between two requests of one connection.
    public var interval: Duration = .milliseconds(500)
    public var size = ExchangeSize()
    /// Threads that share the connections.
    public var concurrency = 8

    public init(connections: Int) {
        self.connections = connections
    }
}
