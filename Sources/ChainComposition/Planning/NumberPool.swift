internal import NetworkTypes
internal import OpenFlow

/// Hands out the numbers of a plan, and remembers those that may not be used again.
///
/// Path and group numbers only ever grow. Port keys and zones go round, past those still in use, so that a number
/// comes back as late as possible.
struct NumberPool: Hashable, Sendable {
    private var lastPath: UInt32 = 0
    private var lastGroup: UInt32 = 0
    private var lastKey: UInt32 = 0
    private var keysInUse: Set<UInt32> = []
    private var lastZone: [DatapathID: UInt16] = [:]
    private var zonesInUse: [DatapathID: Set<UInt16>] = [:]

    /// `nil` after 2³¹−1 paths, since a mark has 31 bits for the path.
    mutating func path() -> PathID? {
        guard lastPath < UInt32.max / 2 else { return nil }
        lastPath += 1
        return PathID(rawValue: lastPath)
    }

    mutating func group() -> GroupID? {
        guard lastGroup < 0xFFFF_FF00 - 1 else { return nil }
        lastGroup += 1
        return GroupID(rawValue: lastGroup)
    }

    mutating func key() -> VirtualPortKey? {
        guard let number = Self.next(after: lastKey, upTo: VirtualPortKey.maximum, notIn: keysInUse) else { return nil }
        lastKey = number
        keysInUse.insert(number)
        return VirtualPortKey(rawValue: number)
    }

    mutating func zone(on datapath: DatapathID) -> ConntrackZone? {
        let used = zonesInUse[datapath] ?? []
        guard let number = Self.next(after: lastZone[datapath] ?? 0, upTo: .max, notIn: used) else { return nil }
        lastZone[datapath] = number
        zonesInUse[datapath, default: []].insert(number)
        return ConntrackZone(rawValue: number)
    }

    /// Gives back the numbers of a port that the plan has no more.
    mutating func release(_ port: PlannedPort) {
        for key in port.keys { release(key) }
        releaseZones(of: port)
    }

    mutating func release(_ key: VirtualPortKey) { keysInUse.remove(key.rawValue) }

    mutating func releaseZones(of port: PlannedPort) {
        for zone in port.zones { zonesInUse[port.port.datapath]?.remove(zone.rawValue) }
    }

    /// Goes on behind another pool's numbers, so that none of them comes back soon, and paths' and groups' never.
    mutating func skip(past other: NumberPool) {
        lastPath = max(lastPath, other.lastPath)
        lastGroup = max(lastGroup, other.lastGroup)
        lastKey = other.lastKey
        lastZone.merge(other.lastZone) { $1 }
    }

    private static func next<Number: FixedWidthInteger & UnsignedInteger>(
        after last: Number, upTo maximum: Number, notIn used: Set<Number>
    ) -> Number? {
        guard used.count < Int(maximum) else { return nil }
        var candidate = last
        repeat { candidate = candidate >= maximum ? 1 : candidate + 1 } while used.contains(candidate)
        return candidate
    }
}

extension NumberPool {
    /// The last path and group numbers that were given out.
    var last: (path: UInt32, group: UInt32) { (lastPath, lastGroup) }

    /// A pool in which ports have their numbers, and that goes on behind the last ones of paths and groups.
    init(lastPath: UInt32, lastGroup: UInt32, ports: [PlannedPort]) {
        self.lastPath = lastPath
        self.lastGroup = lastGroup
        keysInUse = Set(ports.flatMap(\.keys).map(\.rawValue))
        lastKey = keysInUse.max() ?? 0
        for port in ports {
            for zone in port.zones {
                zonesInUse[port.port.datapath, default: []].insert(zone.rawValue)
                lastZone[port.port.datapath] = max(lastZone[port.port.datapath] ?? 0, zone.rawValue)
            }
        }
    }
}
