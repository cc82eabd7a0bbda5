internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// Watches the numbers that plans hand out: none twice at a time, and none again too early.
struct NumberWatch: Sendable {
    private var lastPath = PathID(rawValue: 0)
    private var found: [Finding] = []

    typealias Finding = (kind: SoakViolation.Kind, message: String)

    /// Compares a plan with the one before it.
    mutating func watch(_ before: SteeringPlan, _ after: SteeringPlan) -> [Finding] {
        found = []
        let known = Set(before.paths.map(\.id))
        for path in after.paths where !known.contains(path.id) && path.id <= lastPath {
            violate(.numberReused, "\(path.id) was used before")
        }
        lastPath = max(lastPath, after.paths.last?.id ?? lastPath)
        for (id, tenant) in after.tenants {
            guard let previous = before.tenants[id] else { continue }
            watchTags(previous, tenant)
        }
        watchPorts(before, after)
        watchUniqueness(after)
        return found
    }

    private mutating func violate(_ kind: SoakViolation.Kind, _ message: String) { found.append((kind, message)) }

    /// The tags of paths that go are not those of paths that come: old rules are deleted last.
    private mutating func watchTags(_ before: TenantPlan, _ after: TenantPlan) {
        let known = Set(before.paths.map(\.id)), kept = Set(after.paths.map(\.id))
        let going = Set(before.paths.filter { !kept.contains($0.id) }.flatMap(Self.readings))
        for path in after.paths where !known.contains(path.id) {
            for reading in Self.readings(of: path) where going.contains(reading) {
                violate(.numberReused, "\(path.id) gets tag \(reading.tag) of a path that goes, at \(reading.port)")
            }
        }
    }

    private static func readings(of path: PlannedPath) -> [TagReading] {
        PathDirection.allCases.flatMap { TagReading.all(of: path, $0) }
    }

    /// The key of a port that goes is not that of one that comes.
    private mutating func watchPorts(_ before: SteeringPlan, _ after: SteeringPlan) {
        let owners = Dictionary(before.tenants.values.flatMap(\.ports).map { ($0.key, $0) }) { first, _ in first }
        for port in after.tenants.values.flatMap(\.ports) {
            guard let former = owners[port.key], !port.isSame(as: former) else { continue }
            violate(.numberReused, "port \(port.port) gets key \(port.key.rawValue) of a port that goes")
        }
    }

    private mutating func watchUniqueness(_ plan: SteeringPlan) {
        var keys: Set<VirtualPortKey> = [], zones: [[UInt64]: String] = [:], groups: Set<GroupID> = []
        for port in plan.tenants.values.flatMap(\.ports) {
            if !keys.insert(port.key).inserted { violate(.numberReused, "key \(port.key.rawValue) is there twice") }
            guard let zone = port.zone else { continue }
            // Both sides of a box that must not see tags have one zone.
            let user = zones.updateValue(port.box, forKey: [port.port.datapath.rawValue, UInt64(zone.rawValue)])
            if let user, user != port.box {
                violate(.numberReused, "zone \(zone.rawValue) of switch \(port.port.datapath) is there twice")
            }
        }
        for head in plan.heads where !groups.insert(head.group).inserted {
            violate(.numberReused, "group \(head.group) is there twice")
        }
    }
}

extension PlannedPort {
    /// Whose port it is.
    fileprivate var box: String {
        switch owner {
        case .endpoint(let endpoint): "endpoint \(endpoint)"
        case .left(let instance), .right(let instance): "instance \(instance)"
        }
    }

    /// The same side of the same box is no other port, whatever else has changed of it.
    fileprivate func isSame(as other: PlannedPort) -> Bool { port == other.port && owner == other.owner }
}
