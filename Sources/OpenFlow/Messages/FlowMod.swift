public import NetworkTypes

/// A change to a flow table (OpenFlow 1.3.5 § 7.3.4.1).
public struct FlowMod: Hashable, Sendable {
    public var cookie: Cookie
    public var cookieMask: UInt64
    public var table: TableID
    public var command: Command
    /// Seconds without a packet after which the rule goes; 0 for never.
    public var idleTimeout: UInt16
    /// Seconds after which the rule goes in any case; 0 for never.
    public var hardTimeout: UInt16
    public var priority: UInt16
    public var bufferID: BufferID
    /// A delete's filter on output ports.
    public var outPort: PortNumber
    /// A delete's filter on groups.
    public var outGroup: GroupID
    public var flags: Flags
    public var match: Match
    public var instructions: [Instruction]
    /// OpenFlow 1.4: rules of less importance go first when a table is full; 1.3 does not carry it.
    public var importance: UInt16

    public init(
        _ command: Command, table: TableID, priority: UInt16 = 0x8000, match: Match = .any,
        instructions: [Instruction] = [], cookie: Cookie = 0, cookieMask: UInt64 = 0, idleTimeout: UInt16 = 0,
        hardTimeout: UInt16 = 0, bufferID: BufferID = .none, outPort: PortNumber = .any, outGroup: GroupID = .any,
        flags: Flags = [], importance: UInt16 = 0
    ) {
        self.cookie = cookie
        self.cookieMask = cookieMask
        self.table = table
        self.command = command
        self.idleTimeout = idleTimeout
        self.hardTimeout = hardTimeout
        self.priority = priority
        self.bufferID = bufferID
        self.outPort = outPort
        self.outGroup = outGroup
        self.flags = flags
        self.match = match
        self.instructions = instructions
        self.importance = importance
    }

    /// `OFPFC_*`.
    public struct Command: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let add = Command(rawValue: 0)
        public static let modify = Command(rawValue: 1)
        public static let modifyStrict = Command(rawValue: 2)
        public static let delete = Command(rawValue: 3)
        public static let deleteStrict = Command(rawValue: 4)
    }

    /// `OFPFF_*`.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let sendFlowRemoved = Flags(rawValue: 1 << 0)
        public static let checkOverlap = Flags(rawValue: 1 << 1)
        public static let resetCounts = Flags(rawValue: 1 << 2)
        public static let noPacketCounts = Flags(rawValue: 1 << 3)
        public static let noByteCounts = Flags(rawValue: 1 << 4)
    }
}
