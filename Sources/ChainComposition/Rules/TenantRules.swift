internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// The rules of one tenant: at its heads, along its paths, and at its ports.
struct TenantRules {
    let tenant: TenantPlan
    let engine: any SteeringEngine
    private let sending: HopSending
    private let ports: [SwitchPort: PlannedPort]
    private let subchains: [SubchainID: Subchain]
    /// What is to be remembered of packets with a mark.
    private let memories: [UInt32: FlowMemory]

    init(_ tenant: TenantPlan, _ forwarders: [DatapathID: ServiceFunctionForwarder], _ engine: any SteeringEngine) {
        self.tenant = tenant
        self.engine = engine
        ports = Dictionary(tenant.ports.map { ($0.port, $0) }) { first, _ in first }
        sending = HopSending(ports: ports, forwarders: forwarders)
        subchains = Dictionary(tenant.subchains.map { ($0.id, $0) }) { first, _ in first }
        memories = Self.memories(tenant, subchains)
    }

    /// Of paths that take new flows, in the directions in which flows begin.
    private static func memories(_ tenant: TenantPlan, _ subchains: [SubchainID: Subchain]) -> [UInt32: FlowMemory] {
        var result: [UInt32: FlowMemory] = [:]
        for head in tenant.heads {
            guard let subchain = subchains[head.subchain] else { continue }
            let stickiness = tenant.stickiness(of: subchain)
            guard stickiness != .connection else { continue }
            let memory = FlowMemory(group: head.group, stickiness: stickiness)
            for choice in head.choices { result[choice.path.mark(head.direction)] = memory }
        }
        return result
    }

    func emit(
        rule: (DatapathID, RuleKey, Rule) -> Void, group: (DatapathID, GroupID, [Bucket]) -> Void
    ) {
        for port in tenant.ports {
            for (key, value) in rules(at: port) { rule(port.port.datapath, key, value) }
        }
        for head in tenant.heads {
            guard let subchain = subchains[head.subchain] else { continue }
            let made = engine.headRules(head, of: subchain, in: tenant)
            if let buckets = made.buckets { group(head.port.datapath, head.group, buckets) }
            for (key, value) in made.rules { rule(head.port.datapath, key, value) }
        }
        for (datapath, key, value) in tenant.probeRules { rule(datapath, key, value) }
        for path in tenant.paths {
            for direction in PathDirection.allCases { emit(path, direction, rule) }
        }
    }

    private func emit(
        _ path: PlannedPath, _ direction: PathDirection, _ rule: (DatapathID, RuleKey, Rule) -> Void
    ) {
        guard path.state != .resetting else {
            guard let first = path.hops[direction].first else { return }
            for (key, value) in engine.resetRules(path, direction, in: tenant) { rule(first.from.datapath, key, value) }
            return
        }
        for (index, hop) in path.hops[direction].enumerated() {
            for (key, value) in sends(path, direction, index, hop) { rule(hop.from.datapath, key, value) }
            for (key, value) in receives(path, direction, index, hop) { rule(hop.to.datapath, key, value) }
        }
    }

    /// What happens where a hop starts.
    private func sends(
        _ path: PlannedPath, _ direction: PathDirection, _ index: Int, _ hop: Hop
    ) -> [(RuleKey, Rule)] {
        guard let port = ports[hop.from] else { return [] }
        if index == 0 {
            return engine.startRules(
                path, direction, starts(of: path, direction, hop), remembering: memories[path.id.mark(direction)],
                in: tenant)
        }
        if path.proxied.contains(hop.from) {
            return engine.resumeRules(path, direction, starts(of: path, direction, hop), at: port, in: tenant)
        }
        return forward(path, direction, hop, at: port)
    }

    /// What happens where a hop ends, if the tag comes off there.
    private func receives(
        _ path: PlannedPath, _ direction: PathDirection, _ index: Int, _ hop: Hop
    ) -> [(RuleKey, Rule)] {
        let isLast = index == path.hops[direction].count - 1
        guard isLast || path.proxied.contains(hop.to), let port = ports[hop.to] else { return [] }
        return delivery(path, direction, at: port)
    }

    /// How packets without a tag go on the first hop of a direction.
    func starts(_ path: PlannedPath, _ direction: PathDirection) -> [PathStart] {
        path.hops[direction].first.map { starts(of: path, direction, $0) } ?? []
    }

    /// How packets without a tag go on from the sides of boxes that have none.
    func resumptions(_ path: PlannedPath, _ direction: PathDirection) -> [(SwitchPort, [PathStart])] {
        path.hops[direction].dropFirst().filter { path.proxied.contains($0.from) }
            .map { ($0.from, starts(of: path, direction, $0)) }
    }

    private func starts(of path: PlannedPath, _ direction: PathDirection, _ hop: Hop) -> [PathStart] {
        tenant.families.flatMap { family in
            path.tags.all(direction).map { tag, marking in
                PathStart(
                    port: hop.from, family: family, marking: marking == .bestEffort ? nil : marking,
                    instructions: sending.send(
                        hop, passing: path.passesByTag(hop.to), copying: [], then: path.carrier.attach(tag, to: family))
                )
            }
        }
    }

    /// From an interior port, by tag.
    private func forward(
        _ path: PlannedPath, _ direction: PathDirection, _ hop: Hop, at port: PlannedPort
    ) -> [(RuleKey, Rule)] {
        path.tags.all(direction).flatMap { tag, marking in
            path.carrier.matches(tag, families: tenant.families).map { match in
                let bare = path.carrier.detach(from: match.family, restoring: marking)
                return (
                    arrivalKey(path.carrier, match, at: port),
                    Rule(
                        sending.send(hop, passing: path.passesByTag(hop.to), copying: bare),
                        cookie: RuleCookie.path(path.id.mark(direction)))
                )
            }
        }
    }

    /// Above every head and below exact rules.
    static let drainingPriority: UInt16 = 4500

    /// Where packets with this tag are known as they come in. At a port that is tracked for the sake of other paths, what
    /// the tracker knows goes before the tag: it may be a value that the packet was sent with.
    private func arrivalKey(_ carrier: AnyTagCarrier, _ match: TagMatch, at port: PlannedPort) -> RuleKey {
        let fields = match.fields + [.inPort(port.port.port)]
        // At a port that has become an end, before the heads: these take what has no tag.
        if port.drainingKey != nil, match.isPlainIP {
            return RuleKey(.select, priority: Self.drainingPriority, fields + engine.unknownFlow)
        }
        let isTracked = port.zone != nil && match.isPlainIP
        return isTracked
            ? RuleKey(.select, priority: carrier.matchPriority, fields + engine.unknownFlow)
            : RuleKey(.ingress, priority: carrier.matchPriority, fields)
    }

    private func rules(at port: PlannedPort) -> [(RuleKey, Rule)] {
        switch port.role {
        case .interior, .tap: [plainDelivery(port, under: port.key, priority: 100)]
        // Paths of another carrier may pass with their tags on.
        case .proxied: engine.edgeRules(port, in: tenant) + [plainDelivery(port, under: port.key, priority: 50)]
        case .edge, .turn:
            engine.edgeRules(port, in: tenant)
                + (port.drainingKey.map { [plainDelivery(port, under: $0, priority: 100)] } ?? [])
        }
    }

    private func plainDelivery(
        _ port: PlannedPort, under key: VirtualPortKey, priority: UInt16
    ) -> (RuleKey, Rule) {
        (
            RuleKey(.deliver, priority: priority, [.tunnelID(UInt64(key.rawValue))]),
            Rule([.applyActions(sending.output(to: port))], cookie: RuleCookie.shared)
        )
    }

    /// The tag comes off, the engine notes what it wants, and the packet goes out.
    private func delivery(
        _ path: PlannedPath, _ direction: PathDirection, at port: PlannedPort
    ) -> [(RuleKey, Rule)] {
        let mark = path.id.mark(direction), key = MatchField.tunnelID(UInt64(port.key.rawValue))
        let end = engine.endActions(path, direction, at: port) + sending.output(to: port)
        let arrivals = path.tags.all(direction).flatMap { tag, marking in
            path.carrier.matches(tag, families: tenant.families).map { match -> (RuleKey, Rule) in
                let bare = path.carrier.detach(from: match.family, restoring: marking)
                let instructions: [Instruction] =
                    path.carrier.hidesHeaders
                    ? [.applyActions(bare + [.set(.reg0, UInt128(mark))]), .gotoTable(PipelineTable.leave.id)]
                    : [.applyActions(bare + end)]
                return (
                    RuleKey(.deliver, priority: path.carrier.matchPriority, match.fields + [key]),
                    Rule(instructions, cookie: RuleCookie.path(mark))
                )
            }
        }
        guard path.carrier.hidesHeaders else { return arrivals }
        return arrivals
            + tenant.families.map { family in
                (
                    RuleKey(
                        .leave, priority: 100,
                        [.ethernetType(family.etherType), key, MatchField(.reg0, UInt128(mark))]),
                    Rule([.applyActions(end)], cookie: RuleCookie.path(mark))
                )
            }
    }
}

extension TagCarrier {
    /// Packets with a tag in a header of its own have DSCP values too, which must not be taken for tags.
    fileprivate var matchPriority: UInt16 { overwritesMarking ? 100 : 110 }
}

extension TagMatch {
    /// True where the packet looks like any other of its family until the field of the tag is looked at.
    fileprivate var isPlainIP: Bool {
        AddressFamily.allCases.contains { fields.contains(.ethernetType($0.etherType)) }
    }
}
