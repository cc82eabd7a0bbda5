internal import NetworkTypes
public import OpenFlow

/// A group and its counters (OpenFlow 1.3.5 § 5.6).
public struct EmulatedGroup: Sendable {
    public let type: GroupType
    public let buckets: [Bucket]
    public internal(set) var packetCount: UInt64 = 0
    public internal(set) var byteCount: UInt64 = 0
    public internal(set) var bucketPackets: [UInt64]
    public internal(set) var bucketBytes: [UInt64]
    let selector: BucketSelector

    init(_ type: GroupType, _ buckets: [Bucket]) {
        self.type = type
        self.buckets = buckets
        bucketPackets = Array(repeating: 0, count: buckets.count)
        bucketBytes = bucketPackets
        selector = BucketSelector(buckets)
    }

    mutating func credit(bucket: Int, bytes: Int) {
        packetCount &+= 1
        byteCount &+= UInt64(max(0, bytes))
        guard bucketPackets.indices.contains(bucket) else { return }
        bucketPackets[bucket] &+= 1
        bucketBytes[bucket] &+= UInt64(max(0, bytes))
    }
}

/// The groups of a switch.
public struct GroupTable: Sendable {
    public private(set) var groups: [GroupID: EmulatedGroup] = [:]

    public init() {}

    public subscript(group: GroupID) -> EmulatedGroup? { groups[group] }

    /// The largest number that a group may have (`OFPG_MAX`).
    static let maximum: GroupID = 0xFFFF_FF00

    /// Carries a group modification out; answers the groups that went.
    ///
    /// As in Open vSwitch, a bucket may name a group that does not exist; packets that get there are dropped.
    mutating func apply(_ change: GroupMod) throws(Refusal) -> [GroupID] {
        switch change.command {
        case .add:
            try check(change)
            guard groups[change.group] == nil else { throw Refusal(.groupExists) }
            groups[change.group] = EmulatedGroup(change.type, change.buckets)
        case .modify:
            try check(change)
            guard groups[change.group] != nil else { throw Refusal(.groupUnknown) }
            groups[change.group] = EmulatedGroup(change.type, change.buckets)
        case .delete:
            return delete(change.group)
        default: throw Refusal(.groupBadCommand)
        }
        return []
    }

    private mutating func delete(_ group: GroupID) -> [GroupID] {
        let gone = group == .all ? groups.keys.sorted() : groups[group] == nil ? [] : [group]
        for group in gone { groups[group] = nil }
        return gone
    }

    private func check(_ change: GroupMod) throws(Refusal) {
        guard change.group <= Self.maximum else { throw Refusal(.groupInvalid) }
        guard change.type.rawValue <= GroupType.fastFailover.rawValue else { throw Refusal(.groupBadType) }
        let hasStrayWeight = change.type != .select && change.buckets.contains { $0.weight != 0 }
        guard !hasStrayWeight else { throw Refusal(.groupInvalid) }
        guard change.type != .indirect || change.buckets.count == 1 else { throw Refusal(.groupInvalid) }
    }

    mutating func credit(_ group: GroupID, bucket: Int, bytes: Int) {
        groups[group]?.credit(bucket: bucket, bytes: bytes)
    }
}
