public import NetworkTypes
public import OpenFlow
public import OpenFlowNIO

/// What a switch holds, as it tells over OpenFlow.
///
/// ```swift
/// let rules = try await InstalledRules.read(from: .unix(path: "/run/openvswitch/br0.mgmt"))
/// ```
public struct InstalledRules: Hashable, Sendable {
    public let datapath: DatapathID
    public var flows: [FlowStats]
    public var groups: [GroupDescription]

    public init(datapath: DatapathID, flows: [FlowStats], groups: [GroupDescription]) {
        self.datapath = datapath
        self.flows = flows
        self.groups = groups
    }

    /// Asks a switch that has a session.
    ///
    /// - Throws: `OpenFlowSessionError` where it does not answer.
    public init(of session: SwitchSession) async throws {
        let flows = try await session.flows(), groups = try await session.groups()
        self.init(datapath: session.datapath, flows: flows, groups: groups)
    }

    /// Connects to a switch that listens itself, such as Open vSwitch at `unix:…/BRIDGE.mgmt`, asks and hangs up.
    ///
    /// - Throws: `OpenFlowSessionError` where nobody listens there or the switch does not answer.
    public static func read(from address: OpenFlowAddress) async throws -> InstalledRules {
        // Such a connection gets packet-ins like a controller's; nobody here wants them.
        var configuration = SessionConfiguration()
        configuration.packetInHandler = { _, _ in .handled }
        return try await OpenFlowConnector.withSession(to: address, configuration: configuration) { session in
            try await InstalledRules(of: session)
        }
    }

    /// The messages that make an empty switch hold the same.
    var messages: [Message.Body] {
        let groups = groups.map { Message.Body.groupMod(GroupMod(.add, $0.group, type: $0.type, buckets: $0.buckets)) }
        return groups
            + flows.map { flow in
                .flowMod(
                    FlowMod(
                        .add, table: flow.table, priority: flow.priority, match: flow.match,
                        instructions: flow.instructions, cookie: flow.cookie))
            }
    }
}
