/// Opens, closes, commits or discards a bundle (OpenFlow 1.4.1 § 7.3.9.1).
///
/// In OpenFlow 1.3 it travels as the ONF's extension 230, in 1.4 as a message type of its own; Open vSwitch takes both.
public struct BundleControl: Hashable, Sendable {
    public var bundle: BundleID
    public var type: ControlType
    public var flags: BundleFlags
    public var properties: [BundleProperty]

    public init(
        _ type: ControlType, _ bundle: BundleID, flags: BundleFlags = [.atomic, .ordered],
        properties: [BundleProperty] = []
    ) {
        self.bundle = bundle
        self.type = type
        self.flags = flags
        self.properties = properties
    }

    /// `OFPBCT_*`.
    public struct ControlType: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let openRequest = ControlType(rawValue: 0)
        public static let openReply = ControlType(rawValue: 1)
        public static let closeRequest = ControlType(rawValue: 2)
        public static let closeReply = ControlType(rawValue: 3)
        public static let commitRequest = ControlType(rawValue: 4)
        public static let commitReply = ControlType(rawValue: 5)
        public static let discardRequest = ControlType(rawValue: 6)
        public static let discardReply = ControlType(rawValue: 7)
    }
}

/// `OFPBF_*`: all or nothing, and in the order of the messages.
public struct BundleFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let atomic = BundleFlags(rawValue: 1 << 0)
    public static let ordered = BundleFlags(rawValue: 1 << 1)
}

/// A property of a bundle; the specification has only experimenters' ones. Everything behind type and length.
public struct BundleProperty: Hashable, Sendable {
    public var type: UInt16
    public var body: [UInt8]

    public init(type: UInt16, body: [UInt8]) {
        self.type = type
        self.body = body
    }
}
