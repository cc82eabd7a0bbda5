public import NetworkTypes

/// A change to the group table (OpenFlow 1.3.5 § 7.3.4.2).
public struct GroupMod: Hashable, Sendable {
    public var command: Command
    public var type: GroupType
    public var group: GroupID
    public var buckets: [Bucket]

    public init(_ command: Command, _ group: GroupID, type: GroupType = .select, buckets: [Bucket] = []) {
        self.command = command
        self.type = type
        self.group = group
        self.buckets = buckets
    }

    /// `OFPGC_*`.
    public struct Command: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let add = Command(rawValue: 0)
        public static let modify = Command(rawValue: 1)
        public static let delete = Command(rawValue: 2)
    }
}

/// `OFPGT_*`: what a group does with its buckets.
public struct GroupType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let all = GroupType(rawValue: 0)
    public static let select = GroupType(rawValue: 1)
    public static let indirect = GroupType(rawValue: 2)
    public static let fastFailover = GroupType(rawValue: 3)
}

/// One choice of a group; its actions are a set, so at most one of output, group and resubmit takes effect.
public struct Bucket: Hashable, Sendable {
    /// The share in a select group; 0 in the other kinds.
    public var weight: UInt16
    public var watchPort: PortNumber
    public var watchGroup: GroupID
    public var actions: [Action]

    public init(weight: UInt16 = 0, actions: [Action], watchPort: PortNumber = .any, watchGroup: GroupID = .any) {
        self.weight = weight
        self.watchPort = watchPort
        self.watchGroup = watchGroup
        self.actions = actions
    }
}
