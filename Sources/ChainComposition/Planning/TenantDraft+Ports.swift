internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

extension TenantDraft {
    /// The ports that paths use, with the keys and zones that they had before.
    mutating func plannedPorts(for paths: [PlannedPath]) -> [PlannedPort] {
        let before = Dictionary((previous?.ports ?? []).map { ($0.port, $0) }) { first, _ in first }
        let hops = paths.flatMap { $0.hops.forward + $0.hops.reverse }
        let taps = Set(hops.flatMap(\.copies))
        let proxied = paths.reduce(into: Set<SwitchPort>()) { $0.formUnion($1.proxied) }
        let used = Set(hops.flatMap { [$0.from, $0.to] }).union(taps)
        for port in previous?.ports ?? [] where !used.contains(port.port) { numbers.release(port) }
        let passed = Set(paths.filter { $0.state == .draining }.flatMap(\.interiorPorts))
        var zones: [InstanceID: ConntrackZone] = [:]
        return used.sorted().compactMap { port in
            guard let owner = attachments.owners[port] else { return nil }
            let kind = kind(of: port, owner, taps: taps, proxied: proxied)
            return planned(port, owner, kind, before: before[port], isPassed: passed.contains(port), &zones)
        }
    }

    /// A ``PlannedPort/Role`` without its zones.
    private enum PortKind: Hashable {
        case interior, edge, turn, proxied, tap

        init(_ role: PlannedPort.Role) {
            switch role {
            case .interior: self = .interior
            case .edge: self = .edge
            case .turn: self = .turn
            case .proxied: self = .proxied
            case .tap: self = .tap
            }
        }
    }

    private func kind(
        of port: SwitchPort, _ owner: PlannedPort.Owner, taps: Set<SwitchPort>, proxied: Set<SwitchPort>
    ) -> PortKind {
        if taps.contains(port) { return .tap }
        if isEdge(owner) { return attachments.box(at: port)?.attachment.isOneArmed == true ? .turn : .edge }
        return proxied.contains(port) ? .proxied : .interior
    }

    private mutating func planned(
        _ port: SwitchPort, _ owner: PlannedPort.Owner, _ kind: PortKind, before: PlannedPort?, isPassed: Bool,
        _ zones: inout [InstanceID: ConntrackZone]
    ) -> PlannedPort? {
        var before = before
        let drainingKey = isPassed ? drainingKey(kind, before: before) : nil
        // The rules of an end and of a port in between would meet under one key; such a port gets another one.
        if let known = before, PortKind(known.role) != kind, !isCarrierChange(PortKind(known.role), kind) {
            if drainingKey == nil { numbers.release(known) } else { numbers.releaseZones(of: known) }
            before = nil
        } else if let emptied = before?.drainingKey, drainingKey == nil {
            numbers.release(emptied)
        }
        guard let role = role(kind, of: port, before: before, &zones) else {
            report(.numbersExhausted, "switch \(port.datapath) has no free conntrack zone for port \(port.port)")
            return nil
        }
        guard let key = before?.key ?? numbers.key() else {
            report(.numbersExhausted, "no tunnel key is free for port \(port)")
            return nil
        }
        return PlannedPort(
            port: port, owner: owner, key: key, mac: attachments.macs[port], role: role,
            isOneArmed: attachments.box(at: port)?.attachment.isOneArmed ?? false, drainingKey: drainingKey)
    }

    /// The key under which draining paths go on through a port that has become an end.
    private func drainingKey(_ kind: PortKind, before: PlannedPort?) -> VirtualPortKey? {
        guard kind == .edge || kind == .turn, let before else { return nil }
        return PortKind(before.role) == .interior ? before.key : before.drainingKey
    }

    /// A tenant's change of carrier makes a side of a box tracked, or tagged again, while old paths go on there.
    private func isCarrierChange(_ old: PortKind, _ new: PortKind) -> Bool {
        Set([old, new]) == [.interior, .proxied]
    }

    /// `nil` where no zone is free.
    private mutating func role(
        _ kind: PortKind, of port: SwitchPort, before: PlannedPort?, _ zones: inout [InstanceID: ConntrackZone]
    ) -> PlannedPort.Role? {
        switch kind {
        case .interior:
            // What was a zone of the box has served its time.
            if let before { numbers.releaseZones(of: before) }
            return .interior
        case .tap: return .tap
        case .edge: return (before?.zone ?? numbers.zone(on: port.datapath)).map { .edge(zone: $0) }
        case .turn:
            if let role = before?.role { return role }
            guard let left = numbers.zone(on: port.datapath), let right = numbers.zone(on: port.datapath) else {
                return nil
            }
            return .turn(left: left, right: right)
        case .proxied:
            guard let box = attachments.box(at: port)?.instance,
                let zone = before?.zone ?? zones[box] ?? numbers.zone(on: port.datapath)
            else { return nil }
            zones[box] = zone
            return .proxied(zone: zone)
        }
    }

    /// Endpoints end subchains, and so do instances that rewrite packets or decide where they go on.
    func isEdge(_ owner: PlannedPort.Owner) -> Bool {
        switch owner {
        case .endpoint: true
        case .left(let instance), .right(let instance): assignment.ending.contains(instance)
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
