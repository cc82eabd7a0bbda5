internal import Synchronization

/// Makes connections from an endpoint to a `TrafficServer`, each with a unique id in its payload, and measures them.
///
/// Sockets block on threads of their own inside the endpoint's namespace; times are good to about 10 µs on a quiet
/// machine.
///
/// ```swift
/// let client = TrafficClient(endpoint: branch, server: web.address, port: 8080)
/// let report = try await client.run(ClosedLoopLoad(connections: 500))
/// print(report.connectLatency?.median as Any, report.failures.count)
/// ```
public struct TrafficClient: Sendable {
    public var endpoint: AttachedEndpoint
    /// IPv4 or IPv6 address and port of the server.
    public var server: String
    public var port: UInt16
    public var transport: TransportKind
    /// The one of the endpoint's addresses that connections come from; `nil` for the one that the kernel chooses.
    public var source: String?
    /// The port that connections come from, one after the other; 0 for one that the kernel chooses for each.
    public var sourcePort: UInt16 = 0
    /// The longest that connecting, and each request, may take.
    public var timeout: Duration = .seconds(5)

    public init(endpoint: AttachedEndpoint, server: String, port: UInt16, transport: TransportKind = .tcp) {
        self.endpoint = endpoint
        self.server = server
        self.port = port
        self.transport = transport
    }

    /// Runs a closed loop to its end.
    /// - Throws: `badSpecification` for an address that is none, `system` when the namespace cannot be entered.
    ///   Failed connections are results.
    public func run(_ load: ClosedLoopLoad) async throws -> TrafficReport {
        let tickets = Atomic<Int>(0)
        let ids = ConnectionIDs()
        let end = MonotonicTime.now + load.limit
        return try await measure(threads: load.concurrency) { address in
            var outcomes: [ConnectionOutcome] = []
            while MonotonicTime.now < end {
                let ticket = tickets.wrappingAdd(1, ordering: .relaxed).oldValue
                guard ticket < load.connections else { break }
                let conversation = begin(ids[ticket], to: address, size: load.size)
                for _ in 0..<load.requestsPerConnection where conversation.isOpen { conversation.exchange() }
                outcomes.append(conversation.finish())
            }
            return outcomes
        }
    }

    /// Runs an open loop to its end; the delay of a connection tells how late it began.
    public func run(_ load: OpenLoopLoad) async throws -> TrafficReport {
        guard load.rate > 0, load.rate < 1e6 else {
            throw TestbedError(.badSpecification, "a rate of \(load.rate) connections a second cannot be driven")
        }
        let tickets = Atomic<Int>(0)
        let ids = ConnectionIDs()
        let total = Int((load.rate * load.duration.seconds).rounded())
        let start = MonotonicTime.now + .milliseconds(20)
        return try await measure(threads: load.concurrency) { address in
            var outcomes: [ConnectionOutcome] = []
            while true {
                let ticket = tickets.wrappingAdd(1, ordering: .relaxed).oldValue
                guard ticket < total else { return outcomes }
                let due = start + .nanoseconds(Int64(Double(ticket) / load.rate * 1e9))
                due.sleep()
                let delay = MonotonicTime.now.nanoseconds(since: due)
                let conversation = begin(ids[ticket], to: address, size: load.size)
                conversation.noteDelay(delay)
                conversation.exchange()
                outcomes.append(conversation.finish())
            }
        }
    }

    /// Opens connections and keeps them busy until `HeldConnections.finish()`; returns when all have been opened and
    /// have had their first request answered, or have failed.
    public func hold(_ load: HeldLoad) async throws -> HeldConnections {
        let held = HeldConnections(self, load)
        try await held.untilOpened(load.connections)
        return held
    }

    /// The addresses of both ends as sockets take them.
    struct Addresses: Sendable {
        let server: SocketAddress
        let source: SocketAddress?
    }

    private func sourceAddress() throws(TestbedError) -> SocketAddress? {
        if let source { return try SocketAddress(source, port: sourcePort) }
        return sourcePort == 0 ? nil : try .any(like: server, port: sourcePort)
    }

    func begin(_ id: UInt64, to address: Addresses, size: ExchangeSize) -> Conversation {
        Conversation(id: id, of: self, to: address, size: size)
    }

    /// Runs the work on so many threads inside the namespace and joins what they return.
    func measure(
        threads: Int, _ work: @escaping @Sendable (Addresses) -> [ConnectionOutcome]
    ) async throws -> TrafficReport {
        let address = Addresses(server: try SocketAddress(server, port: port), source: try sourceAddress())
        let namespace = endpoint.namespace
        let begun = MonotonicTime.now
        let outcomes = try await withThrowingTaskGroup(of: [ConnectionOutcome].self) { group in
            for _ in 0..<max(1, threads) {
                group.addTask {
                    try await onOwnThread("traffic") { try namespace.perform { work(address) } }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let elapsed = MonotonicTime.now.nanoseconds(since: begun)
        return TrafficReport(outcomes: outcomes.sorted { $0.id < $1.id }, elapsed: .nanoseconds(elapsed))
    }
}

/// Consecutive ids after a random number, so that no two runs share one.
struct ConnectionIDs: Sendable {
    private let base = UInt64.random(in: 1...(.max >> 1)) & ~0xFF_FFFF

    subscript(index: Int) -> UInt64 { base &+ UInt64(truncatingIfNeeded: index) }
}
