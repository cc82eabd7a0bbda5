public import ChainComposition
public import NetworkTypes
public import OpenFlow

/// The switches, however they are reached: what the forwarding controller needs of them and no more.
///
/// There are two in the box, ``EmulatedFabric`` and ``OpenFlowFabric``. Both take the very same messages.
public protocol SwitchFabric: Sendable {
    /// The switches that are connected, with the ports that they have.
    func switches() async -> [DatapathID: Set<PortNumber>]

    /// Applies messages to one switch: all of them in one step, or none.
    ///
    /// It returns when the switch has done it, and throws when it has refused.
    func apply(_ messages: [Message.Body], to datapath: DatapathID) async throws

    /// Makes options of a switch's Geneve tunnels known to it as fields; those that it knows already are no mistake.
    func map(_ options: [TunnelOptionMapping], on datapath: DatapathID) async throws

    /// Sends messages to one switch without waiting for what becomes of them, as probes and answers to packets.
    func send(_ messages: [Message.Body], to datapath: DatapathID) async

    /// Our rules on a switch, and all of its groups.
    func contents(of datapath: DatapathID) async throws -> SwitchContents

    /// How many live connections the switches' trackers hold for each mark, over all zones.
    ///
    /// A connection that both ends have closed does not count.
    func liveConnections() async throws -> [UInt32: Int]

    /// The live connections that the switches' trackers hold with a mark.
    func trackedConnections() async throws -> [TrackedConnection]

    /// Says who answers packets that switches send to the controller; `nil` for nobody.
    ///
    /// The answer is sent in its order, switch by switch, without waiting in between.
    func setPacketInHandler(_ handler: PacketInAnswer?) async

    /// Says who is told when rules time out; `nil` for nobody.
    func setFlowRemovedHandler(_ handler: FlowRemovedNotice?) async

    /// Says who is told when a switch connects, with whatever rules it has; `nil` for nobody.
    func setConnectedHandler(_ handler: ConnectedNotice?) async
}

extension SwitchFabric {
    /// Where switches do not come and go, nobody need be told.
    public func setConnectedHandler(_ handler: ConnectedNotice?) async {}

    public func send(_ messages: [Message.Body], to datapath: DatapathID) async {
        try? await apply(messages, to: datapath)
    }
}

/// What a switch holds.
public struct SwitchContents: Sendable {
    /// Those with a cookie of ours.
    public var rules: [FlowStats]
    public var groups: [GroupDescription]

    public init(rules: [FlowStats], groups: [GroupDescription]) {
        self.rules = rules
        self.groups = groups
    }
}

extension SwitchFabric {
    public func map(_ options: [TunnelOptionMapping], on datapath: DatapathID) async throws {
        throw StratosError(
            .updateRefused, "switch \(datapath) cannot be told of tunnel options; choose another tag carrier")
    }
}

/// What to send to which switch in answer to a packet. Runs where the packet arrives, so it must be quick.
public typealias PacketInAnswer = @Sendable (DatapathID, PacketIn) -> [(DatapathID, [Message.Body])]

public typealias FlowRemovedNotice = @Sendable (DatapathID, FlowRemoved) -> Void

public typealias ConnectedNotice = @Sendable (DatapathID) -> Void
