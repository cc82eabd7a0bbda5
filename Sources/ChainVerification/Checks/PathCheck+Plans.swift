internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

extension PathCheck {
    /// What is to be proved of the paths of a tenant.
    static func all(of tenant: TenantPlan) -> [PathCheck] {
        let ports = Dictionary(tenant.ports.map { ($0.port, $0) }) { first, _ in first }
        return tenant.paths.flatMap { path in
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
        forward = path.hops.forward.dropLast().compactMap { ports[$0.to]?.owner.instance }
        reverse = path.hops.reverse.dropLast().compactMap { ports[$0.to]?.owner.instance }
        let isForward = path.hops.forward.dropLast().allSatisfy { ports[$0.to]?.owner.isRight != true }
        entersOn = isForward ? .left : .right
        connections = [(head, PathDirection.forward), (end, .reverse)].compactMap { port, direction in
            ports[port]?.zone.map { zone in
                World.Connection(
                    zone: ZoneKey(datapath: port.datapath, zone: zone.rawValue), mark: path.id.mark(direction),
                    isReversed: false)
            }
        }
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
            plan.families.map {
                PortCheck(tenant: tenant.id, port: port, family: $0, marks: marks[port]?.marks ?? [])
            }
        }
    }
}

extension TenantPlan {
    /// Marks that no path has: those of paths that are gone, forward and reverse.
    static let deadMarks: [UInt32] = [.max - 1, .max]

    /// What the trackers at the ports may hold: the marks of paths, and dead ones.
    var knownMarks: [SwitchPort: (zone: ZoneKey, marks: [UInt32])] {
        var result: [SwitchPort: (zone: ZoneKey, marks: [UInt32])] = [:]
        for port in ports {
            guard let zone = port.zone else { continue }
            result[port.port] = (ZoneKey(datapath: port.port.datapath, zone: zone.rawValue), Self.deadMarks)
        }
        for path in paths {
            for (port, direction) in [(path.headPort, PathDirection.forward), (path.endPort, .reverse)] {
                if let port { result[port]?.marks.append(path.id.mark(direction)) }
            }
        }
        return result
    }
}
