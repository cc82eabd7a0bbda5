public import ChainComposition
public import Logging
public import NetworkTypes
public import OpenFlow
public import OpenFlowNIO
import Synchronization

/// Real switches that connect to us over OpenFlow 1.3 with Nicira's extensions: Open vSwitch.
///
/// ```swift
/// try await OpenFlowFabric.withFabric(on: [.tcp(host: "127.0.0.1", port: 6653)]) { fabric in
///     try await fabric.waitForSwitches([1, 2, 3], within: .seconds(10))
///     …
/// }
/// ```
public final class OpenFlowFabric: SwitchFabric {
    private let handlers: Handlers
    private let listener: OpenFlowListener
    private let conntrack: (any ConntrackSource)?

    private init(_ listener: OpenFlowListener, _ handlers: Handlers, _ conntrack: (any ConntrackSource)?) {
        self.listener = listener
        self.handlers = handlers
        self.conntrack = conntrack
    }

    /// Listens for switches while the body runs.
    ///
    /// - Parameters:
    ///   - addresses: where switches find us, at least one.
    ///   - conntrack: how the switches' connections are read; without it, draining paths are never found empty.
    public static func withFabric<Result: Sendable>(
        on addresses: [OpenFlowAddress], conntrack: (any ConntrackSource)? = nil,
        configuration: SessionConfiguration = SessionConfiguration(),
        logger: Logger = Logger(label: "stratos.fabric"),
        _ body: (OpenFlowFabric) async throws -> Result
    ) async throws -> Result {
        let handlers = Handlers()
        var configuration = configuration
        configuration.packetInHandler = { packet, session in handlers.answer(packet, from: session) }
        return try await OpenFlowListener.withListener(
            on: addresses, configuration: configuration, logger: logger
        ) { listener in
            handlers.listen(listener)
            let fabric = OpenFlowFabric(listener, handlers, conntrack)
            async let events: Void = fabric.follow()
            let result = try await body(fabric)
            await listener.close()
            try await events
            return result
        }
    }

    /// Waits until these switches are connected.
    ///
    /// - Throws: `OpenFlowSessionError` that names the one that is missing and those that are there.
    public func waitForSwitches(_ datapaths: some Collection<DatapathID>, within timeout: Duration) async throws {
        let deadline = ContinuousClock.now + timeout
        for datapath in datapaths {
            _ = try await listener.session(datapath, within: deadline - ContinuousClock.now)
        }
    }

    /// The session of a switch, for what this protocol does not cover.
    public func session(_ datapath: DatapathID) -> SwitchSession? { listener.session(datapath) }

    public func switches() async -> [DatapathID: Set<PortNumber>] {
        listener.sessions.mapValues { Set($0.ports.keys) }
    }

    public func apply(_ messages: [Message.Body], to datapath: DatapathID) async throws {
        guard let session = listener.session(datapath) else {
            throw StratosError(.switchMissing, "switch \(datapath) is not connected")
        }
        try await session.applyBundle(messages)
        // The switch has said that the bundle is in force; a connection that ends behind it does not undo it.
        try? await session.barrier()
    }

    public func map(_ options: [TunnelOptionMapping], on datapath: DatapathID) async throws {
        guard let session = listener.session(datapath) else {
            throw StratosError(.switchMissing, "switch \(datapath) is not connected")
        }
        let answer = try await session.request(.tunnelOptionRequest)
        guard case .tunnelOptionReply(let known) = answer.body else {
            throw StratosError(.updateRefused, "switch \(datapath) does not say which tunnel options it knows")
        }
        let unknown = options.filter { !known.mappings.contains($0) }
        guard !unknown.isEmpty else { return }
        try await session.send(.tunnelOptionMod(TunnelOptionMod(.add, unknown)))
        try await session.barrier()
    }

    public func send(_ messages: [Message.Body], to datapath: DatapathID) async {
        guard let session = listener.session(datapath) else { return }
        for message in messages { session.sendNow(message) }
    }

    public func contents(of datapath: DatapathID) async throws -> SwitchContents {
        guard let session = listener.session(datapath) else {
            throw StratosError(.switchMissing, "switch \(datapath) is not connected")
        }
        let ours = FlowStatsRequest(
            cookie: Cookie(rawValue: RuleCookie.owner), cookieMask: RuleCookie.ownerMask)
        return SwitchContents(rules: try await session.flows(ours), groups: try await session.groups())
    }

    public func liveConnections() async throws -> [UInt32: Int] { try await source().liveConnections() }

    public func trackedConnections() async throws -> [TrackedConnection] {
        try await source().trackedConnections()
    }

    private func source() throws -> any ConntrackSource {
        guard let conntrack else {
            throw StratosError(
                .conntrackUnavailable,
                "nothing was given to read the switches' connections with; give the fabric a ConntrackSource")
        }
        return conntrack
    }

    public func setPacketInHandler(_ handler: PacketInAnswer?) async {
        handlers.state.withLock { $0.packetIn = handler }
    }

    public func setFlowRemovedHandler(_ handler: FlowRemovedNotice?) async {
        handlers.state.withLock { $0.flowRemoved = handler }
    }

    public func setConnectedHandler(_ handler: ConnectedNotice?) async {
        handlers.state.withLock { $0.connected = handler }
    }

    private func follow() async throws {
        try await listener.run { [handlers] session in
            handlers.state.withLock { $0.connected }?(session.datapath)
            for await event in session.events {
                guard case .flowRemoved(let removed) = event else { continue }
                handlers.state.withLock { $0.flowRemoved }?(session.datapath, removed)
            }
        }
    }
}

/// Who answers what, reachable from the event loop without a hop.
private final class Handlers: Sendable {
    struct State {
        var packetIn: PacketInAnswer?
        var flowRemoved: FlowRemovedNotice?
        var connected: ConnectedNotice?
        var listener: OpenFlowListener?
    }

    let state = Mutex(State())

    func listen(_ listener: OpenFlowListener) {
        state.withLock { $0.listener = listener }
    }

    func answer(_ packet: PacketIn, from session: SwitchSession) -> PacketInDisposition {
        let (handler, listener) = state.withLock { ($0.packetIn, $0.listener) }
        guard let handler else { return .handled }
        for (datapath, messages) in handler(session.datapath, packet) {
            let target = datapath == session.datapath ? session : listener?.session(datapath)
            for message in messages { target?.sendNow(message) }
        }
        return .handled
    }
}
