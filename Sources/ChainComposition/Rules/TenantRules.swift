internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// The rules of one tenant: at its heads, along its paths, and at its ports.
struct TenantRules {
    let tenant: TenantPlan
    let forwarders: [DatapathID: ServiceFunctionForwarder]
    let engine: any SteeringEngine
    private let ports: [SwitchPort: PlannedPort]
    private let subchains: [SubchainID: Subchain]

    init(_ tenant: TenantPlan, _ forwarders: [DatapathID: ServiceFunctionForwarder], _ engine: any SteeringEngine) {
        self.tenant = tenant
        self.forwarders = forwarders
        self.engine = engine
        ports = Dictionary(tenant.ports.map { ($0.port, $0) }) { first, _ in first }
        subchains = Dictionary(tenant.subchains.map { ($0.id, $0) }) { first, _ in first }
    }

    func emit(
        rule: (DatapathID, RuleKey, Rule) -> Void, group: (DatapathID, GroupID, [Bucket]) -> Void
    ) {
        for port in tenant.ports {
            for (key, value) in rules(of: port) { rule(port.port.datapath, key, value) }
        }
        for head in tenant.heads {
            guard let subchain = subchains[head.subchain] else { continue }
            let made = engine.headRules(head, of: subchain, in: tenant)
            if let buckets = made.buckets { group(head.port.datapath, head.group, buckets) }
            for (key, value) in made.rules { rule(head.port.datapath, key, value) }
        }
        for path in tenant.paths {
            for direction in PathDirection.allCases { emit(path, direction, rule) }
        }
    }

    /// What a port needs whatever paths lead to it.
    private func rules(of port: PlannedPort) -> [(RuleKey, Rule)] {
        guard port.zone != nil else { return delivery(to: port, under: port.key) }
        let rules = engine.edgeRules(port, in: tenant)
        guard let draining = port.drainingKey else { return rules }
        return rules.map { (Self.behindTags($0.0), $0.1) } + delivery(to: port, under: draining)
    }

    /// At a port through which paths drain by their tags, these come first, and what has none is for the edge.
    private static func behindTags(_ key: RuleKey) -> RuleKey {
        guard key.table == .ingress else { return key }
        return RuleKey(key.table, priority: key.priority - min(key.priority, 10), key.fields)
    }

    private func emit(
        _ path: PlannedPath, _ direction: PathDirection, _ rule: (DatapathID, RuleKey, Rule) -> Void
    ) {
        let hops = path.hops[direction]
        guard let first = hops.first, let last = hops.last, let end = ports[last.to] else { return }
        let start = engine.startRules(path, direction, firstHop: firstHop(path, direction), in: tenant)
        for (key, value) in start { rule(first.from.datapath, key, value) }
        for hop in hops.dropFirst() {
            for (key, value) in forward(path, direction, hop) { rule(hop.from.datapath, key, value) }
        }
        for (key, value) in edgeDelivery(path, direction, at: end) { rule(end.port.datapath, key, value) }
    }

    /// Tags a packet and sends it on the first hop of a direction.
    func firstHop(_ path: PlannedPath, _ direction: PathDirection) -> [Instruction] {
        guard let hop = path.hops[direction].first else { return [] }
        return send(hop, on: path, after: [.setField(.ipDSCP(path.tags[direction]))])
    }

    /// From an interior port, by tag.
    private func forward(_ path: PlannedPath, _ direction: PathDirection, _ hop: Hop) -> [(RuleKey, Rule)] {
        tenant.families.map { family in
            (
                RuleKey(
                    .ingress, priority: 100,
                    [
                        .inPort(hop.from.port), .ethernetType(family.etherType), .ipDSCP(path.tags[direction]),
                    ]),
                Rule(send(hop, on: path), cookie: RuleCookie.path(path.id.mark(direction)))
            )
        }
    }

    /// The key of the next port goes into the tunnel id, whether or not there is a tunnel between.
    private func send(_ hop: Hop, on path: PlannedPath, after actions: [Action] = []) -> [Instruction] {
        guard let target = ports[hop.to] else { return [] }
        let draining = target.drainingKey.flatMap { path.interiorPorts.contains(hop.to) ? $0 : nil }
        let key = draining ?? target.key
        let addressed = actions + [.set(.tunnelID, UInt128(key.rawValue))]
        guard hop.crossesSwitches else {
            return [.applyActions(addressed), .gotoTable(PipelineTable.deliver.id)]
        }
        guard let here = forwarders[hop.from.datapath]?.tunnel, let there = forwarders[hop.to.datapath]?.tunnel else {
            return []
        }
        let peer = Action.set(.tunnelDestinationIPv4, UInt128(there.address.rawValue))
        return [.applyActions(addressed + [peer, .output(here.port)])]
    }

    private func delivery(to port: PlannedPort, under key: VirtualPortKey) -> [(RuleKey, Rule)] {
        [
            (
                RuleKey(.deliver, priority: 100, [.tunnelID(UInt64(key.rawValue))]),
                Rule([.applyActions(output(to: port))], cookie: RuleCookie.shared)
            )
        ]
    }

    /// At the end of a direction: what the engine wants, then without a tag to whoever lives there.
    private func edgeDelivery(
        _ path: PlannedPath, _ direction: PathDirection, at port: PlannedPort
    ) -> [(RuleKey, Rule)] {
        let actions =
            engine.endActions(path, direction, at: port) + [.setField(.ipDSCP(.bestEffort))] + output(to: port)
        return tenant.families.map { family in
            (
                RuleKey(
                    .deliver, priority: 100,
                    [
                        .ethernetType(family.etherType), .ipDSCP(path.tags[direction]),
                        .tunnelID(UInt64(port.key.rawValue)),
                    ]),
                Rule([.applyActions(actions)], cookie: RuleCookie.path(path.id.mark(direction)))
            )
        }
    }

    private func output(to port: PlannedPort) -> [Action] {
        (port.mac.map { [.setField(.ethernetDestination($0))] } ?? []) + [.output(port.port.port)]
    }
}
