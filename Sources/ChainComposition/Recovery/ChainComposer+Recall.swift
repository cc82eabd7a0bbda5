internal import NetworkTypes
internal import OpenFlow
public import ServiceChaining

extension ChainComposer {
    /// The plan for a policy with the numbers of a recorded plan, to be the predecessor of the first one made here.
    ///
    /// What the record names and the policy does not have is left out: its flows choose anew. Paths of another carrier
    /// than the tenant's own, and those of chains that are gone, are among it.
    ///
    /// - Throws: ``CompositionFailure`` where the policy itself cannot be composed.
    public func recall(_ record: PlanRecord, for policy: Policy) throws(CompositionFailure) -> SteeringPlan {
        var plan = try plan(for: policy)
        let known = Dictionary(record.tenants.map { (TenantID($0.name), $0) }) { first, _ in first }
        for (id, fresh) in plan.tenants {
            plan.tenants[id] = known[id].flatMap { fresh.recalling($0) }
        }
        plan.numbers = NumberPool(
            lastPath: record.lastPath, lastGroup: record.lastGroup, ports: plan.tenants.values.flatMap(\.ports))
        return plan
    }
}

extension TenantPlan {
    /// The plan's tenant with recorded paths, ports and groups, and nothing else; one port with a number that
    /// another has makes the whole record void.
    fileprivate func recalling(_ record: PlanRecord.Tenant) -> TenantPlan? {
        let draft = TenantDraft(recalling: record, for: self)
        let ports = record.ports.compactMap { draft.port($0, for: record) }
        let there = Set(ports.map(\.port))
        let paths = record.paths.compactMap(draft.path).filter { path in
            (path.hops.forward + path.hops.reverse).flatMap { [$0.from, $0.to] + $0.copies }.allSatisfy(there.contains)
        }
        let keys = ports.flatMap(\.keys)
        guard Set(keys).count == keys.count, Set(paths.map(\.id)).count == paths.count else { return nil }
        return TenantPlan(
            id: id, transformed: draft.transformed, subchains: draft.subchains, heads: heads(record, draft),
            paths: paths.sorted { $0.id < $1.id }, ports: ports.sorted { $0.port < $1.port }, families: families,
            prefixes: prefixes, assignment: draft.assignment.clone,
            // Not what the policy asks for, so that it is composed again.
            origin: Origin(tenant: origin.tenant, composer: origin.composer, weights: origin.weights, forwarders: [:]))
    }

    private func heads(_ record: PlanRecord.Tenant, _ draft: TenantDraft) -> [PlannedHead] {
        record.heads.compactMap { recorded in
            let direction: PathDirection = recorded.isReverse ? .reverse : .forward
            guard let head = recorded.head.head, let subchain = draft.subchain(recorded.subchain),
                let port = draft.attachments.port(of: head, direction)
            else { return nil }
            return PlannedHead(
                subchain: subchain.id, head: head, direction: direction, port: port,
                group: GroupID(rawValue: recorded.group), traffic: .classes([]), choices: [])
        }
    }
}

extension TenantDraft {
    /// A draft in which instances belong to the clones that a record says.
    fileprivate init(recalling record: PlanRecord.Tenant, for plan: TenantPlan) {
        var before = plan
        let clones = Dictionary(plan.transformed.clones.map { ($0.label, $0.id) }) { first, _ in first }
        before.assignment = Dictionary(
            record.clones.compactMap { instance, label in clones[label].map { (InstanceID(instance), $0) } }
        ) { first, _ in first }
        self.init(plan.origin, previous: before, numbers: NumberPool())
    }

    fileprivate func subchain(_ label: String) -> Subchain? { subchains.first { $0.label == label } }

    fileprivate func path(_ record: PlanRecord.Path) -> PlannedPath? {
        guard let subchain = subchain(record.subchain), let head = record.head.head, record.carrier == carrier.name,
            let tags = tags(record)
        else { return nil }
        let route = InstancePath(head: head, instances: record.instances.map { InstanceID($0) })
        guard let hops = hops(of: route, in: subchain) else { return nil }
        return PlannedPath(
            id: PathID(rawValue: record.number), subchain: subchain.id, route: route, carrier: carrier, tags: tags,
            hops: hops, proxied: proxied(hops, by: carrier), weight: record.weight,
            state: record.weight > 0 ? .active : .draining)
    }

    private func tags(_ record: PlanRecord.Path) -> PlannedPath.Tags? {
        let pairs = record.tags.map { $0.map { PathTag(rawValue: $0) } }
        let isSound = pairs.allSatisfy {
            $0.count == 2 && $0.allSatisfy { (1...carrier.capacity).contains($0.rawValue) }
        }
        guard isSound, let plain = pairs.first, pairs.count == record.markings.count + 1 else { return nil }
        let kept = zip(record.markings, pairs.dropFirst()).compactMap { marking, pair in
            DSCP(rawValue: marking).map { PlannedPath.Tags.Kept(marking: $0, forward: pair[0], reverse: pair[1]) }
        }
        guard kept.count == record.markings.count else { return nil }
        return PlannedPath.Tags(forward: plain[0], reverse: plain[1], kept: kept)
    }

    fileprivate func port(_ recorded: PlanRecord.Port, for record: PlanRecord.Tenant) -> PlannedPort? {
        let port = SwitchPort(DatapathID(rawValue: recorded.datapath), PortNumber(rawValue: recorded.number))
        let zones = recorded.zones.filter { $0 > 0 }.map { ConntrackZone(rawValue: $0) }
        let box = attachments.box(at: port)
        let keys = recorded.keys.filter { (1...VirtualPortKey.maximum).contains($0) }.map {
            VirtualPortKey(rawValue: $0)
        }
        guard let owner = attachments.owners[port], let key = keys.first, keys.count == recorded.keys.count,
            keys.count <= 2, zones.count == recorded.zones.count
        else { return nil }
        let role: PlannedPort.Role
        switch (zones.count, isEdge(owner)) {
        case (0, false): role = box?.isTap == true ? .tap : .interior
        case (1, false): role = .proxied(zone: zones[0])
        case (1, true): role = .edge(zone: zones[0])
        case (2, true): role = .turn(left: zones[0], right: zones[1])
        default: return nil
        }
        return PlannedPort(
            port: port, owner: owner, key: key, mac: attachments.macs[port], role: role,
            isOneArmed: box?.attachment.isOneArmed ?? false, drainingKey: keys.dropFirst().first)
    }
}
