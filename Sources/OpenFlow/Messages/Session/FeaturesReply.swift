public import NetworkTypes

/// What a switch is (OpenFlow 1.3.5 § 7.3.1).
public struct FeaturesReply: Hashable, Sendable {
    public var datapath: DatapathID
    /// How many packets the switch can keep.
    public var bufferCount: UInt32
    public var tableCount: UInt8
    /// 0 for the main connection.
    public var auxiliaryID: UInt8
    public var capabilities: Capabilities
    /// Reserved by the specification.
    public var reserved: UInt32

    public init(
        datapath: DatapathID, bufferCount: UInt32 = 0, tableCount: UInt8, auxiliaryID: UInt8 = 0,
        capabilities: Capabilities = [], reserved: UInt32 = 0
    ) {
        self.datapath = datapath
        self.bufferCount = bufferCount
        self.tableCount = tableCount
        self.auxiliaryID = auxiliaryID
        self.capabilities = capabilities
        self.reserved = reserved
    }

    /// `OFPC_*`.
    public struct Capabilities: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let flowStats = Capabilities(rawValue: 1 << 0)
        public static let tableStats = Capabilities(rawValue: 1 << 1)
        public static let portStats = Capabilities(rawValue: 1 << 2)
        public static let groupStats = Capabilities(rawValue: 1 << 3)
        public static let ipReassembly = Capabilities(rawValue: 1 << 5)
        public static let queueStats = Capabilities(rawValue: 1 << 6)
        public static let portBlocked = Capabilities(rawValue: 1 << 8)
        /// OpenFlow 1.4.
        public static let bundles = Capabilities(rawValue: 1 << 9)
        public static let flowMonitoring = Capabilities(rawValue: 1 << 10)
    }
}
