public import NetworkTypes
public import OpenFlow
import Synchronization

/// Any fabric, with copies of packets for a ``PacketSampler`` taken out of what switches send to the controller.
///
/// ```swift
/// let fabric = SamplingFabric(OpenFlowFabric…)
/// let controller = ForwardingController(fabric: fabric)
/// let sampler = PacketSampler(fabric)
/// ```
///
/// Copies are told by the cookie of their rule; everything else goes to whoever answers packets of new flows.
public final class SamplingFabric: SwitchFabric {
    private let base: any SwitchFabric
    private let handler = Mutex<PacketInAnswer?>(nil)
    let sink = SampleSink()

    public init(_ base: some SwitchFabric) { self.base = base }

    public func switches() async -> [DatapathID: Set<PortNumber>] { await base.switches() }

    public func apply(_ messages: [Message.Body], to datapath: DatapathID) async throws {
        try await base.apply(messages, to: datapath)
    }

    public func map(_ options: [TunnelOptionMapping], on datapath: DatapathID) async throws {
        try await base.map(options, on: datapath)
    }

    public func send(_ messages: [Message.Body], to datapath: DatapathID) async {
        await base.send(messages, to: datapath)
    }

    /// Rules that copy packets just now belong to no plan, and are left out.
    public func contents(of datapath: DatapathID) async throws -> SwitchContents {
        var contents = try await base.contents(of: datapath)
        contents.rules.removeAll { SamplingCookie.number(of: $0.cookie) != nil }
        return contents
    }

    public func trackedConnections() async throws -> [TrackedConnection] { try await base.trackedConnections() }

    public func setConnectedHandler(_ handler: ConnectedNotice?) async { await base.setConnectedHandler(handler) }

    public func liveConnections() async throws -> [UInt32: Int] { try await base.liveConnections() }

    public func setFlowRemovedHandler(_ handler: FlowRemovedNotice?) async {
        await base.setFlowRemovedHandler(handler)
    }

    public func setPacketInHandler(_ handler: PacketInAnswer?) async {
        self.handler.withLock { $0 = handler }
        await listen()
    }

    /// Puts this fabric between the switches and whoever answers them.
    func listen() async { await base.setPacketInHandler { [self] in answer($0, $1) } }

    private func answer(_ datapath: DatapathID, _ message: PacketIn) -> [(DatapathID, [Message.Body])] {
        guard let number = SamplingCookie.number(of: message.cookie) else {
            return handler.withLock { $0 }?(datapath, message) ?? []
        }
        return sink.take(message, tap: number, on: datapath)
    }
}
