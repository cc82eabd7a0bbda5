internal import Logging
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
    /// With actions in one form, whatever form the switch tells them in.
    public var flows: [FlowStats]
    public var groups: [GroupDescription]

    public init(datapath: DatapathID, flows: [FlowStats], groups: [GroupDescription]) {
        self.datapath = datapath
        self.flows = flows.map { flow in
            var flow = flow
            flow.instructions = flow.instructions.map(\.standard)
            return flow
        }
        self.groups = groups.map { group in
            var group = group
            group.buckets = group.buckets.map(\.standard)
            return group
        }
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
        let silent = Logger(label: "stratos.rules") { _ in SwiftLogNoOpLogHandler() }
        return try await OpenFlowConnector.withSession(
            to: address, configuration: configuration, logger: silent
        ) { session in
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

extension Bucket {
    /// The same bucket with actions in one form.
    var standard: Bucket {
        var bucket = self
        bucket.actions = actions.map(\.standard)
        return bucket
    }
}
