internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

extension TenantDraft {
    /// The ports that paths use, with the keys and zones that they had before.
    mutating func plannedPorts(for paths: [PlannedPath]) -> [PlannedPort] {
        let before = Dictionary((previous?.ports ?? []).map { ($0.port, $0) }) { first, _ in first }
        let used = Set(paths.flatMap { $0.hops.forward + $0.hops.reverse }.flatMap { [$0.from, $0.to] })
        for port in previous?.ports ?? [] where !used.contains(port.port) { numbers.release(port) }
        let passed = Set(paths.filter { $0.state == .draining }.flatMap(\.interiorPorts))
        return used.sorted().compactMap { port in
            guard let owner = attachments.owners[port] else { return nil }
            return planned(port, owner, before: before[port], isPassed: passed.contains(port))
        }
    }

    private mutating func planned(
        _ port: SwitchPort, _ owner: PlannedPort.Owner, before: PlannedPort?, isPassed: Bool
    ) -> PlannedPort? {
        let isEdge = isEdge(owner)
        var before = before
        // The rules of both kinds of port would meet under one key; a port that changes its kind gets another one.
        let drainingKey = isEdge && isPassed ? before.flatMap { $0.zone == nil ? $0.key : $0.drainingKey } : nil
        if let known = before, isEdge != (known.zone != nil) {
            if drainingKey == nil { numbers.release(known) }
            before = nil
        } else if let emptied = before?.drainingKey, drainingKey == nil {
            numbers.release(emptied)
        }
        let role: PlannedPort.Role
        if !isEdge {
            role = .interior
        } else if let zone = before?.zone ?? numbers.zone(on: port.datapath) {
            role = .edge(zone: zone)
        } else {
            report(.numbersExhausted, "switch \(port.datapath) has no free conntrack zone for port \(port.port)")
            return nil
        }
        guard let key = before?.key ?? numbers.key() else {
            report(.numbersExhausted, "no tunnel key is free for port \(port)")
            return nil
        }
        return PlannedPort(
            port: port, owner: owner, key: key, mac: attachments.macs[port], role: role, drainingKey: drainingKey)
    }

    /// Endpoints and instances that rewrite packets end subchains.
    func isEdge(_ owner: PlannedPort.Owner) -> Bool {
        switch owner {
        case .endpoint: true
        case .left(let instance), .right(let instance): assignment.rewriting.contains(instance)
        }
    }

    /// The heads of all subchains, with the group numbers that they had before.
    mutating func plannedHeads(for paths: [PlannedPath]) -> [PlannedHead] {
        struct Key: Hashable {
            let subchain: SubchainID
            let head: InstancePath.Head
        }
        let groups = Dictionary(
            (previous?.heads ?? []).map { (Key(subchain: $0.subchain, head: $0.head), $0.group) }
        ) { first, _ in first }
        var order: [Key] = []
        var members: [Key: [PlannedPath]] = [:]
        for path in paths where path.weight > 0 {
            let key = Key(subchain: path.subchain, head: path.route.head)
            if members[key] == nil { order.append(key) }
            members[key, default: []].append(path)
        }
        return order.compactMap { key in
            guard let port = members[key]?.first?.headPort, let group = groups[key] ?? numbers.group() else {
                report(.numbersExhausted, "every group number has been used; start with an empty plan")
                return nil
            }
            return PlannedHead(
                subchain: key.subchain, head: key.head, port: port, group: group,
                choices: (members[key] ?? []).map { PlannedHead.Choice(path: $0.id, weight: $0.weight) })
        }
    }

    mutating func checkTunnels(_ paths: [PlannedPath]) {
        var missing: Set<DatapathID> = []
        for hop in paths.flatMap({ $0.hops.forward + $0.hops.reverse }) where hop.crossesSwitches {
            for datapath in [hop.from.datapath, hop.to.datapath] where forwarders[datapath]?.tunnel == nil {
                missing.insert(datapath)
            }
        }
        for datapath in missing.sorted() {
            let name = forwarders[datapath]?.name ?? datapath.description
            report(
                .noTunnel,
                "paths lead to and from switch “\(name)”, which has no tunnel; give it a tunnel port and address")
        }
    }
}
