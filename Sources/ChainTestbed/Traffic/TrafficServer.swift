internal import Foundation
internal import Glibc
internal import Synchronization

/// Answers the requests of `TrafficClient` inside an endpoint, over TCP and UDP on one port.
///
/// ```swift
/// let server = try await TrafficServer.start(in: web, port: 8080)
/// defer { server.stop() }
/// ```
public final class TrafficServer: Sendable {
    public let endpoint: AttachedEndpoint
    public let port: UInt16
    private let stopping: Atomic<Bool>
    private let counters: ServerCounters

    private init(endpoint: AttachedEndpoint, port: UInt16, counters: ServerCounters) {
        self.endpoint = endpoint
        self.port = port
        self.counters = counters
        stopping = Atomic(false)
    }

    /// Listens in the endpoint's namespace; connections are accepted when this returns.
    ///
    /// - Parameter address: one of the endpoint's, of the family to listen in; `nil` for that of its first.
    /// - Throws: `system` when the port is taken or the namespace cannot be entered.
    public static func start(
        in endpoint: AttachedEndpoint, port: UInt16, like address: String? = nil
    ) async throws -> TrafficServer {
        let server = TrafficServer(endpoint: endpoint, port: port, counters: ServerCounters())
        let loop = try await onOwnThread("listen") { [counters = server.counters] in
            try endpoint.namespace.perform {
                try TrafficServerLoop(port: port, like: address ?? endpoint.address, counters: counters)
            }
        }
        let thread = Thread { [weak server] in
            while let server, !server.stopping.load(ordering: .relaxed) { loop.turn(for: .milliseconds(50)) }
        }
        thread.name = "traffic server"
        thread.start()
        return server
    }

    /// Connections that were accepted so far.
    public var acceptedConnections: Int { counters.accepted.load(ordering: .relaxed) }
    /// Requests that were answered so far, over TCP and UDP.
    public var answeredRequests: Int { counters.answered.load(ordering: .relaxed) }

    /// Stops answering within 50 ms and closes what is open.
    public func stop() {
        stopping.store(true, ordering: .relaxed)
    }
}

/// Counts of a server that its thread writes and others read.
final class ServerCounters: Sendable {
    let accepted = Atomic<Int>(0)
    let answered = Atomic<Int>(0)
}
