public import Logging
public import NIOCore
internal import NIOPosix
public import NetworkTypes
internal import Synchronization

/// Waits for switches on any number of addresses and makes each of them a ``SwitchSession``.
///
/// ```swift
/// try await OpenFlowListener.withListener(on: [.tcp(host: "0.0.0.0", port: 6653)]) { listener in
///     try await listener.run { session in
///         try? await session.applyBundle(rules(for: session.datapath))
///         for await event in session.events { … }
///     }
/// }
/// ```
///
/// One event loop thread serves all switches unless a group is given, so that packet-in handlers of different
/// switches never run at the same time. A second connection with a datapath identifier that is in use is refused; the
/// first is not disturbed.
public final class OpenFlowListener: Sendable {
    /// The addresses that are listened on, with the port that the system chose where 0 was asked for.
    public let addresses: [OpenFlowAddress]
    /// What happens at the listener. One reader: either this or ``run(_:)``.
    public let events: ListenerEvents

    private let channels: [any Channel]
    private let ownGroup: MultiThreadedEventLoopGroup?
    private let switchboard: Switchboard

    private init(
        _ addresses: [OpenFlowAddress], _ channels: [any Channel], _ ownGroup: MultiThreadedEventLoopGroup?,
        _ switchboard: Switchboard
    ) {
        self.addresses = addresses
        self.channels = channels
        self.ownGroup = ownGroup
        self.switchboard = switchboard
        events = ListenerEvents(queue: switchboard.queue)
    }

    /// The sessions that are open.
    public var sessions: [DatapathID: SwitchSession] { switchboard.sessions }

    /// The session of a switch, where it is connected.
    public func session(_ datapath: DatapathID) -> SwitchSession? { sessions[datapath] }

    /// Connections at this moment, handshakes included.
    public var connectionCount: Int { switchboard.connectionCount }

    /// Listens while the body runs; at its end, sessions and listeners are closed and socket files are removed.
    ///
    /// - Parameters:
    ///   - addresses: At least one.
    ///   - group: Where the connections live; `nil` for one thread of the listener's own.
    /// - Throws: `OpenFlowSessionError` with code `addressUnavailable`; what the body throws.
    public nonisolated(nonsending) static func withListener<Result>(
        on addresses: [OpenFlowAddress], configuration: SessionConfiguration = SessionConfiguration(),
        group: (any EventLoopGroup)? = nil, logger: Logger = Logger(label: "openflow"),
        _ body: nonisolated(nonsending) (OpenFlowListener) async throws -> Result
    ) async throws -> Result {
        let listener = try await open(addresses, configuration: configuration, group: group, logger: logger)
        do {
            let result = try await body(listener)
            await listener.close()
            return result
        } catch {
            await listener.close()
            throw error
        }
    }

    /// As ``withListener(on:configuration:group:logger:_:)`` for an owner who calls ``close()`` himself.
    public static func open(
        _ addresses: [OpenFlowAddress], configuration: SessionConfiguration = SessionConfiguration(),
        group: (any EventLoopGroup)? = nil, logger: Logger = Logger(label: "openflow")
    ) async throws -> OpenFlowListener {
        let ownGroup = group == nil ? MultiThreadedEventLoopGroup(numberOfThreads: 1) : nil
        let switchboard = Switchboard(ConnectionSetup(configuration: configuration, logger: logger))
        let socket = ListeningSocket(group: group ?? ownGroup ?? .singleton, switchboard: switchboard)
        var bound: [(address: OpenFlowAddress, channel: any Channel)] = []
        do {
            for address in addresses { bound.append(try await socket.bind(address)) }
        } catch {
            await close(bound.map(\.channel))
            try? await ownGroup?.shutdownGracefully()
            throw error
        }
        return OpenFlowListener(bound.map(\.address), bound.map(\.channel), ownGroup, switchboard)
    }

    /// Calls the body for every switch that connects, each in a task of its own, until the listener is closed or the
    /// task is cancelled. Refused connections are logged.
    ///
    /// The body usually ends when the session's events end. What it throws ends its session only.
    public func run(_ body: @escaping @Sendable (SwitchSession) async throws -> Void) async throws {
        try await withThrowingDiscardingTaskGroup { tasks in
            for await event in events {
                guard case .connected(let session) = event else { continue }
                tasks.addTask {
                    do { try await body(session) } catch { session.close() }
                }
            }
            tasks.cancelAll()
        }
    }

    /// Waits until a switch is connected.
    ///
    /// - Throws: `OpenFlowSessionError` with code `handshakeTimedOut` when the time is over; `CancellationError`.
    public func session(_ datapath: DatapathID, within timeout: Duration) async throws -> SwitchSession {
        let end = ContinuousClock.now + timeout
        while ContinuousClock.now < end {
            if let session = session(datapath) { return session }
            try await Task.sleep(for: .milliseconds(10))
        }
        let others = sessions.keys.sorted().map(\.description).joined(separator: ", ")
        throw OpenFlowSessionError(
            .handshakeTimedOut,
            "switch \(datapath) has not connected within \(timeout); connected: \(others.isEmpty ? "none" : others)",
            datapath: datapath)
    }

    /// Stops listening, closes all sessions, and removes socket files. Does nothing the second time.
    public func close() async {
        guard switchboard.stop() else { return }
        await Self.close(channels)
        for session in sessions.values { session.close() }
        await switchboard.closeAll()
        try? await ownGroup?.shutdownGracefully()
    }

    /// Closing a unix socket removes its file as well.
    private static func close(_ channels: [any Channel]) async {
        for channel in channels { try? await channel.close() }
    }
}
