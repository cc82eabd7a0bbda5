/// The counters of a group (OpenFlow 1.3.5 § 7.3.5.8).
public struct GroupStats: Hashable, Sendable {
    public var group: GroupID
    public var referenceCount: UInt32
    public var packetCount: UInt64
    public var byteCount: UInt64
    public var durationSeconds: UInt32
    public var durationNanoseconds: UInt32
    public var buckets: [BucketCounter]

    public init(
        group: GroupID, referenceCount: UInt32 = 0, packetCount: UInt64 = 0, byteCount: UInt64 = 0,
        durationSeconds: UInt32 = 0, durationNanoseconds: UInt32 = 0, buckets: [BucketCounter] = []
    ) {
        self.group = group
        self.referenceCount = referenceCount
        self.packetCount = packetCount
        self.byteCount = byteCount
        self.durationSeconds = durationSeconds
        self.durationNanoseconds = durationNanoseconds
        self.buckets = buckets
    }

    public struct BucketCounter: Hashable, Sendable {
        public var packetCount: UInt64
        public var byteCount: UInt64

        public init(packetCount: UInt64, byteCount: UInt64) {
            self.packetCount = packetCount
            self.byteCount = byteCount
        }
    }
}

/// What a group is (OpenFlow 1.3.5 § 7.3.5.9).
public struct GroupDescription: Hashable, Sendable {
    public var group: GroupID
    public var type: GroupType
    public var buckets: [Bucket]

    public init(group: GroupID, type: GroupType, buckets: [Bucket]) {
        self.group = group
        self.type = type
        self.buckets = buckets
    }
}

/// What groups a switch can have (OpenFlow 1.3.5 § 7.3.5.10).
public struct GroupFeatures: Hashable, Sendable {
    /// Bit n stands for group type n.
    public var types: UInt32
    /// `OFPGFC_*`: 1 weights, 2 liveness, 4 chaining, 8 checks for loops.
    public var capabilities: UInt32
    /// Per kind of group, in the order all, select, indirect, fast failover; always four.
    public let perType: [Limits]

    public init(types: UInt32, capabilities: UInt32, perType: [Limits]) {
        self.types = types
        self.capabilities = capabilities
        self.perType = (0..<4).map { $0 < perType.count ? perType[$0] : Limits(maximumGroups: 0, actions: 0) }
    }

    public struct Limits: Hashable, Sendable {
        public var maximumGroups: UInt32
        /// Bit n stands for action type n.
        public var actions: UInt32

        public init(maximumGroups: UInt32, actions: UInt32) {
            self.maximumGroups = maximumGroups
            self.actions = actions
        }
    }
}
