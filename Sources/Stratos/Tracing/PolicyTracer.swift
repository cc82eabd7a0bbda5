public import ChainComposition
internal import Logging
public import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
public import PacketTracing
public import ServiceChaining

/// Traces packets of a policy through emulated switches: those that hold what it compiles to, or what real ones hold.
///
/// ```swift
/// let tracer = try await PolicyTracer(of: policy, engine: ResidentEngine())
/// let trace = try tracer.trace(flow, from: port)
/// ```
///
/// Every trace starts from trackers without connections, so equal questions get equal answers.
public struct PolicyTracer: Sendable {
    public let policy: Policy
    public let plan: SteeringPlan
    /// Answers packet-ins of the reactive engine.
    private let fabric: EmulatedFabric
    private let controller: ForwardingController?

    /// Which packet of the flow is followed.
    public enum Moment: Hashable, Sendable {
        /// The first one, which gets a path.
        case first
        /// A later one, when both ends have heard of each other.
        case established
    }

    /// What the policy compiles to.
    ///
    /// - Parameters:
    ///   - earlier: what was in force before, whose paths keep their tags.
    ///   - instances: new flows go through these alone, where several would do.
    /// - Throws: `CompositionFailure` where the policy cannot be composed, ``StratosError`` with code `pathMissing`
    ///   where no path passes the instances together.
    public init(
        of policy: Policy, after earlier: Policy? = nil, engine: some SteeringEngine = ResidentEngine(),
        composer: ChainComposer = ChainComposer(), choosing instances: Set<InstanceID> = []
    ) async throws {
        self.policy = policy
        fabric = EmulatedFabric(EmulatedNetwork(earlier ?? policy))
        let silent = Logger(label: "stratos.tracer") { _ in SwiftLogNoOpLogHandler() }
        let controller = ForwardingController(fabric: fabric, engine: engine, composer: composer, logger: silent)
        self.controller = controller
        if let earlier {
            try await controller.apply(earlier)
            let rules = Self.rules(of: fabric.network)
            fabric.withNetwork { $0 = EmulatedNetwork(policy) }
            // A switch that the policy has no more keeps nothing.
            for (datapath, messages) in rules where fabric.network[datapath] != nil {
                try await fabric.apply(messages, to: datapath)
            }
        }
        let applied = try await controller.apply(policy)
        let weights = try PathChoice(instances).weights(for: applied.plan)
        plan = weights.isEmpty ? applied.plan : try await controller.apply(policy, weights: weights).plan
    }

    /// What switches were found to hold. Their packet-ins are not answered; a trace says where one would be sent.
    ///
    /// - Parameter plan: what is thought to be in force, which explains paths.
    /// - Throws: ``StratosError`` with code `ruleNotEmulated` where a switch holds what the emulation cannot do.
    public init(of policy: Policy, holding installed: [InstalledRules], plan: SteeringPlan) throws {
        self.policy = policy
        self.plan = plan
        controller = nil
        var network = EmulatedNetwork(policy)
        for rules in installed {
            for body in rules.messages {
                let (replies, _) = network.receive(Message(1, body), at: rules.datapath)
                for case .error(let error) in replies.map(\.body) {
                    throw StratosError(
                        .ruleNotEmulated,
                        "switch \(rules.datapath) holds a rule that cannot be traced (\(error.code)): "
                            + ((try? body.bundleLine()) ?? "it has no text"))
                }
            }
        }
        fabric = EmulatedFabric(network)
    }

    /// The way of a packet of the flow that enters at a port, and that of its reply.
    public func trace(_ flow: FiveTuple, from port: SwitchPort, at moment: Moment = .first) -> PacketTrace {
        let untouched = fabric.network
        defer { fabric.withNetwork { $0 = untouched } }
        var walks = fabric.exchange(packet(flow, .syn, from: port), from: port)
        if moment == .established { walks = fabric.exchange(packet(flow, .ack, from: port), from: port) }
        return PacketTrace(of: flow, from: port, walks: walks, in: fabric.network, policy, plan)
    }

    /// As the host at the port would send it: to the address that it has been told is its neighbour's.
    private func packet(_ flow: FiveTuple, _ flags: TCPFlags, from port: SwitchPort) -> Packet {
        var packet = Packet(flow, flags: flags)
        packet.destination = AddressResolution().virtualMAC
        let endpoints = policy.tenants.flatMap(\.endpoints).compactMap(\.attachment)
        packet.source = endpoints.first { $0.port == port }?.mac ?? .zero
        return packet
    }

    private static func rules(of network: EmulatedNetwork) -> [DatapathID: [Message.Body]] {
        network.switches.mapValues { bridge in
            let groups = bridge.groups.groups.map { id, group in
                Message.Body.groupMod(GroupMod(.add, id, type: group.type, buckets: group.buckets))
            }
            let flows = bridge.tables.flatMap { table, rules in
                rules.rules.map { rule in
                    Message.Body.flowMod(
                        FlowMod(
                            .add, table: table, priority: rule.priority, match: rule.match,
                            instructions: rule.instructions, cookie: rule.cookie))
                }
            }
            return groups + flows
        }
    }
}
