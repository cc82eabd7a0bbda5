internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

/// A key under which a switch delivers.
struct PortKeyPlace: Hashable, Sendable {
    let datapath: DatapathID
    let key: UInt32

    static func all(of port: PlannedPort) -> [PortKeyPlace] {
        port.keys.map { PortKeyPlace(datapath: port.port.datapath, key: $0.rawValue) }
    }
}

/// Whose port it is to which a key leads.
struct KeyOwner: Sendable {
    let tenant: TenantID
    let port: PlannedPort
}

extension ChainVerifier {
    /// Notes what the trackers at a tenant's ports may hold, and under which keys packets come to them.
    mutating func addMarks(of tenant: TenantPlan) {
        for port in tenant.ports {
            for place in PortKeyPlace.all(of: port) { portsByKey[place] = KeyOwner(tenant: tenant.id, port: port) }
        }
        for known in tenant.knownMarks {
            let before = Set(marks[known.zone] ?? [])
            marks[known.zone, default: []] += known.marks.filter { !before.contains($0) }
        }
    }

    mutating func removeMarks(of tenant: TenantPlan) {
        for place in tenant.ports.flatMap(PortKeyPlace.all) { portsByKey[place] = nil }
        for known in tenant.knownMarks { marks[known.zone] = nil }
    }

    /// Notes what walks have left in trackers that was not to be expected there.
    ///
    /// - Returns: the zones concerned.
    mutating func addMarks(left record: WalkRecord) -> Set<ZoneKey> {
        var zones: Set<ZoneKey> = []
        for entry in record.marks where entry.mark != 0 && marks[entry.zone]?.contains(entry.mark) != true {
            marks[entry.zone, default: []].append(entry.mark)
            zones.insert(entry.zone)
        }
        return zones
    }
}
