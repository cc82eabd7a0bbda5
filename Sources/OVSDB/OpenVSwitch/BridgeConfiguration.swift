/// What a bridge should be like. A property that is nil, and a key that is not named, stays as it is.
///
/// ```swift
/// let bridge = BridgeConfiguration(
///     name: "br0", datapathType: .userspace, failMode: .secure, protocols: ["OpenFlow13"], datapathID: 1)
/// ```
public struct BridgeConfiguration: Hashable, Sendable {
    /// What forwards the packets (`datapath_type`).
    public struct DatapathType: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The kernel module.
        public static let kernel = DatapathType(rawValue: "system")
        /// The forwarding inside `ovs-vswitchd`, which needs no kernel module.
        public static let userspace = DatapathType(rawValue: "netdev")
    }

    /// What the bridge does without a controller (`fail_mode`).
    public struct FailMode: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Keeps its rules and adds none.
        public static let secure = FailMode(rawValue: "secure")
        /// Acts as a learning switch.
        public static let standalone = FailMode(rawValue: "standalone")
    }

    public var name: BridgeName
    public var datapathType: DatapathType?
    public var failMode: FailMode?
    /// The OpenFlow versions to speak, for example `["OpenFlow13"]`.
    public var protocols: Set<String>?
    /// The 64 bits by which the switch introduces itself to controllers (`other_config:datapath-id`).
    public var datapathID: UInt64?
    /// The MAC address of the local port and source of the datapath id, as `aa:bb:cc:dd:ee:ff`
    /// (`other_config:hwaddr`).
    public var hardwareAddress: String?
    /// More keys of `other_config`.
    public var otherConfig: [String: String]
    public var externalIDs: [String: String]

    public init(
        name: BridgeName, datapathType: DatapathType? = nil, failMode: FailMode? = nil, protocols: Set<String>? = nil,
        datapathID: UInt64? = nil, hardwareAddress: String? = nil, otherConfig: [String: String] = [:],
        externalIDs: [String: String] = [:]
    ) {
        self.name = name
        self.datapathType = datapathType
        self.failMode = failMode
        self.protocols = protocols
        self.datapathID = datapathID
        self.hardwareAddress = hardwareAddress
        self.otherConfig = otherConfig
        self.externalIDs = externalIDs
    }

    /// The columns that are replaced as a whole.
    var columns: Row {
        var row = Row()
        row["datapath_type"] = datapathType.map { .string($0.rawValue) }
        row["fail_mode"] = failMode.map { .string($0.rawValue) }
        row["protocols"] = protocols.map { .strings($0.sorted()) }
        return row
    }

    /// The maps in which only the named keys are set.
    var maps: [ColumnName: [String: String]] {
        var config = otherConfig
        if let datapathID {
            let digits = String(datapathID, radix: 16)
            config["datapath-id"] = String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
        if let hardwareAddress { config["hwaddr"] = hardwareAddress }
        return [.otherConfig: config, .externalIDs: externalIDs]
    }
}
