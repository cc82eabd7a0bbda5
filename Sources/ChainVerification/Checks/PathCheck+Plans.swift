internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

extension PathCheck {
    /// What is to be proved of the paths of a tenant.
    static func all(of tenant: TenantPlan) -> [PathCheck] {
        let ports = Dictionary(tenant.ports.map { ($0.port, $0) }) { first, _ in first }
        // Flows on paths that are being reset are led nowhere.
        return tenant.paths.filter { $0.state != .resetting }.flatMap { path in
            tenant.families.compactMap { PathCheck(path, of: tenant.id, $0, ports) }
        }
    }

    private init?(
        _ path: PlannedPath, of tenant: TenantID, _ family: AddressFamily, _ ports: [SwitchPort: PlannedPort]
    ) {
        guard let head = path.headPort, let end = path.endPort else { return nil }
        self.tenant = tenant
        self.family = family
        self.head = head
        self.end = end
        mark = path.id.mark(.forward)
        keptMarkings = path.tags.kept.map(\.marking)
        forward = Self.stops(path.hops.forward, ports)
        reverse = Self.stops(path.hops.reverse, ports)
        let sides = path.hops.forward.dropLast().compactMap { ports[$0.to] }.filter { !$0.isOneArmed }
        entersOn = sides.allSatisfy { !$0.owner.isRight } ? .left : .right
        connections = path.trackedMarks(ports).map { World.Connection(zone: $0.zone, mark: $0.mark, isReversed: false) }
    }

    /// The taps and boxes of a direction, without what is at its end.
    private static func stops(_ hops: [Hop], _ ports: [SwitchPort: PlannedPort]) -> [Itinerary.Stop] {
        let all = hops.flatMap { hop -> [Itinerary.Stop] in
            hop.copies.compactMap { ports[$0]?.owner.instance.map { .tapInstance($0) } }
                + [ports[hop.to]?.owner.instance.map { .instance($0) }].compactMap { $0 }
        }
        guard let last = all.last, !last.isTap, ports[hops.last?.to ?? SwitchPort(0, 0)]?.owner.instance != nil else {
            return all
        }
        return all.dropLast()
    }
}

extension PlannedPath {
    /// What trackers know of flows on the path: at both ends how packets go that leave the port, and at boxes that must
    /// not see tags which path it is.
    func trackedMarks(_ ports: [SwitchPort: PlannedPort]) -> [(port: SwitchPort, zone: ZoneKey, mark: UInt32)] {
        var result: [(port: SwitchPort, zone: ZoneKey, mark: UInt32)] = []
        let note = { (port: SwitchPort?, arriving: PathDirection, mark: UInt32) in
            guard let port, let zone = ports[port]?.zone(arriving: arriving) else { return }
            let key = ZoneKey(datapath: port.datapath, zone: zone.rawValue)
            if !result.contains(where: { $0.zone == key }) { result.append((port, key, mark)) }
        }
        note(headPort, .reverse, id.mark(.forward))
        note(endPort, .forward, id.mark(.reverse))
        for port in proxied.sorted() { note(port, .forward, id.mark(.forward)) }
        return result
    }
}

extension PlannedPort.Owner {
    fileprivate var instance: InstanceID? {
        switch self {
        case .left(let instance), .right(let instance): instance
        case .endpoint: nil
        }
    }

    fileprivate var isRight: Bool { if case .right = self { true } else { false } }
}

extension PortCheck {
    /// What is to be proved of everything that a tenant may send, from its endpoints and from its boxes.
    static func all(of tenant: Tenant, _ plan: TenantPlan) -> [PortCheck] {
        let ends = tenant.endpoints.compactMap { $0.attachment?.port }
        let sides = tenant.instances.flatMap { [$0.attachment.left, $0.attachment.right] }
        let marks = plan.knownMarks
        return Set(ends + sides).flatMap { port in
            let known = marks.filter { $0.port == port }
            return plan.families.map {
                PortCheck(
                    tenant: tenant.id, port: port, family: $0, zones: known.filter(\.startsFlows).map(\.zone),
                    marks: known.flatMap(\.marks))
            }
        }
    }
}

extension TenantPlan {
    /// Marks that no path has: those of paths that are gone, forward and reverse.
    static let deadMarks: [UInt32] = [.max - 1, .max]

    struct ZoneMarks {
        let port: SwitchPort
        let zone: ZoneKey
        /// False where only replies come out of the port: a box that rewrites has one zone for each side.
        let startsFlows: Bool
        var marks: [UInt32]
    }

    /// What the trackers at the ports may hold: the marks of paths, and dead ones.
    var knownMarks: [ZoneMarks] {
        let ports = Dictionary(self.ports.map { ($0.port, $0) }) { first, _ in first }
        var result: [ZoneMarks] = []
        var places: [ZoneKey: Int] = [:]
        for port in self.ports {
            for zone in Set(PathDirection.allCases.compactMap { port.zone(arriving: $0) }).sorted() {
                let key = ZoneKey(datapath: port.port.datapath, zone: zone.rawValue)
                if places[key] == nil { places[key] = result.count }
                let isLeft = if case .turn(zone, _) = port.role { true } else { false }
                result.append(ZoneMarks(port: port.port, zone: key, startsFlows: !isLeft, marks: Self.deadMarks))
            }
        }
        for path in paths {
            for (_, zone, mark) in path.trackedMarks(ports) {
                if let place = places[zone] { result[place].marks.append(mark) }
            }
        }
        return result
    }
}
