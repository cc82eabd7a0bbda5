/// One rule and its counters (OpenFlow 1.3.5 § 7.3.5.2).
public struct FlowStats: Hashable, Sendable {
    public var table: TableID
    public var durationSeconds: UInt32
    public var durationNanoseconds: UInt32
    public var priority: UInt16
    public var idleTimeout: UInt16
    public var hardTimeout: UInt16
    public var flags: FlowMod.Flags
    /// OpenFlow 1.4; 1.3 does not carry it.
    public var importance: UInt16
    public var cookie: Cookie
    public var packetCount: UInt64
    public var byteCount: UInt64
    public var match: Match
    public var instructions: [Instruction]

    public init(
        table: TableID, priority: UInt16, match: Match, instructions: [Instruction], cookie: Cookie = 0,
        packetCount: UInt64 = 0, byteCount: UInt64 = 0, durationSeconds: UInt32 = 0, durationNanoseconds: UInt32 = 0,
        idleTimeout: UInt16 = 0, hardTimeout: UInt16 = 0, flags: FlowMod.Flags = [], importance: UInt16 = 0
    ) {
        self.table = table
        self.durationSeconds = durationSeconds
        self.durationNanoseconds = durationNanoseconds
        self.priority = priority
        self.idleTimeout = idleTimeout
        self.hardTimeout = hardTimeout
        self.flags = flags
        self.importance = importance
        self.cookie = cookie
        self.packetCount = packetCount
        self.byteCount = byteCount
        self.match = match
        self.instructions = instructions
    }
}

/// The counters of several rules together (OpenFlow 1.3.5 § 7.3.5.3).
public struct AggregateStats: Hashable, Sendable {
    public var packetCount: UInt64
    public var byteCount: UInt64
    public var flowCount: UInt32

    public init(packetCount: UInt64, byteCount: UInt64, flowCount: UInt32) {
        self.packetCount = packetCount
        self.byteCount = byteCount
        self.flowCount = flowCount
    }
}

/// The counters of a table (OpenFlow 1.3.5 § 7.3.5.4).
public struct TableStats: Hashable, Sendable {
    public var table: TableID
    public var activeCount: UInt32
    public var lookupCount: UInt64
    public var matchedCount: UInt64

    public init(table: TableID, activeCount: UInt32, lookupCount: UInt64, matchedCount: UInt64) {
        self.table = table
        self.activeCount = activeCount
        self.lookupCount = lookupCount
        self.matchedCount = matchedCount
    }
}
