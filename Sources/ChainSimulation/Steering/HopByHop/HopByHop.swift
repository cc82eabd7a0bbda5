internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// What all methods without tags have in common: how packets get from a port to the next one, and the decisions that
/// are to be made at each.
///
/// Packets are carried as the suite carries them, with the key of the next port in the tunnel id, so that methods
/// differ in nothing but who decides what at which port.
struct HopByHop {
    let policy: Policy
    let decisions: [HopDecision]
    private let forwarders: [DatapathID: ServiceFunctionForwarder]
    private let keys: [SwitchPort: UInt32]

    /// - Parameter previous: what was in force before; ports keep their keys.
    init(_ policy: Policy, after previous: HopByHop? = nil) {
        self.policy = policy
        decisions = policy.tenants.flatMap { $0.hopDecisions() }
        forwarders = Dictionary(policy.forwarders.map { ($0.datapath, $0) }) { first, _ in first }
        var keys = previous?.keys ?? [:]
        for port in policy.tenants.flatMap(\.attachedPorts) where keys[port] == nil {
            keys[port] = UInt32(truncatingIfNeeded: keys.count + 1)
        }
        self.keys = keys
    }

    func key(of port: SwitchPort) -> UInt32 { keys[port] ?? 0 }

    func instances(of function: FunctionID, in tenant: TenantID) -> [ServiceInstance] {
        policy[tenant: tenant]?.instances.filter { $0.function == function } ?? []
    }

    /// Those that take new flows.
    func activeInstances(of function: FunctionID, in tenant: TenantID) -> [ServiceInstance] {
        instances(of: function, in: tenant).filter { $0.state == .active && $0.weight > 0 }
    }

    func rewrites(_ function: FunctionID, in tenant: TenantID) -> Bool {
        policy[tenant: tenant]?[function: function]?.headers.breaksIdentity == true
    }

    func port(of endpoint: EndpointID, in tenant: TenantID) -> SwitchPort? {
        policy[tenant: tenant]?[endpoint: endpoint]?.attachment?.port
    }

    /// Sends a packet from a switch to a port, wherever that is.
    func send(from datapath: DatapathID, to port: SwitchPort) -> [Instruction] {
        let addressed = [Action.set(.tunnelID, UInt128(key(of: port)))]
        guard port.datapath != datapath else {
            return [.applyActions(addressed), .gotoTable(PipelineTable.deliver.id)]
        }
        guard let here = forwarders[datapath]?.tunnel, let there = forwarders[port.datapath]?.tunnel else { return [] }
        let peer = Action.set(.tunnelDestinationIPv4, UInt128(there.address.rawValue))
        return [.applyActions(addressed + [peer, .output(here.port)])]
    }

    /// The decision that a packet meets, in either direction.
    func decision(for flow: FiveTuple, at port: SwitchPort, _ direction: PathDirection) -> HopDecision? {
        decisions.filter { $0.direction == direction && $0.covers(flow, at: port) }.max { $0.rank < $1.rank }
    }

    /// The rules that every method needs: what comes through a tunnel, or from a decision, is handed to its port.
    func baseProgram() -> [DatapathID: SwitchProgram] {
        var programs = forwarders.mapValues { _ in SwitchProgram() }
        for forwarder in forwarders.values {
            guard let tunnel = forwarder.tunnel else { continue }
            programs[forwarder.datapath]?.rules[RuleKey(.ingress, priority: 3000, [.inPort(tunnel.port)])] = Rule(
                [.gotoTable(PipelineTable.deliver.id)], cookie: RuleCookie.shared)
        }
        for port in policy.tenants.flatMap(\.attachedPorts) {
            programs[port.datapath]?.rules[deliveryKey(port)] = Rule(
                [.applyActions(delivery(to: port))], cookie: RuleCookie.shared)
        }
        return programs
    }

    func deliveryKey(_ port: SwitchPort, priority: UInt16 = 100, _ fields: [MatchField] = []) -> RuleKey {
        RuleKey(.deliver, priority: priority, [.tunnelID(UInt64(key(of: port)))] + fields)
    }

    func delivery(to port: SwitchPort) -> [Action] {
        let address = policy.tenants.lazy.compactMap { $0.hardwareAddress(at: port) }.first
        return (address.map { [.setField(.ethernetDestination($0))] } ?? []) + [.output(port.port)]
    }
}

extension Tenant {
    fileprivate var attachedPorts: [SwitchPort] {
        endpoints.compactMap(\.attachment?.port) + instances.flatMap { [$0.attachment.left, $0.attachment.right] }
    }

    fileprivate func hardwareAddress(at port: SwitchPort) -> MACAddress? {
        if let endpoint = endpoints.first(where: { $0.attachment?.port == port }) { return endpoint.attachment?.mac }
        let box = instances.first { $0.attachment.left == port || $0.attachment.right == port }?.attachment
        return box?.left == port ? box?.leftMAC : box?.rightMAC
    }
}
