public import NetworkTypes

/// Asks for something that may fill several messages (OpenFlow 1.3.5 § 7.3.5).
public struct MultipartRequest: Hashable, Sendable {
    public var body: Body
    /// `OFPMPF_REQ_MORE`: more requests of the same transaction follow.
    public var hasMore: Bool

    public init(_ body: Body, hasMore: Bool = false) {
        self.body = body
        self.hasMore = hasMore
    }

    /// What is asked for, by type (`OFPMP_*`).
    public enum Body: Hashable, Sendable {
        case description
        case flow(FlowStatsRequest)
        case aggregate(FlowStatsRequest)
        case table
        /// `.any` for all ports.
        case port(PortNumber)
        /// `.all` for all groups.
        case group(GroupID)
        case groupDescription
        case groupFeatures
        case portDescription
        /// A type that is not known here: everything behind the multipart header.
        case unknown(type: MultipartType, body: [UInt8])
    }
}

/// `OFPMP_*`.
public struct MultipartType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let description = MultipartType(rawValue: 0)
    public static let flow = MultipartType(rawValue: 1)
    public static let aggregate = MultipartType(rawValue: 2)
    public static let table = MultipartType(rawValue: 3)
    public static let port = MultipartType(rawValue: 4)
    public static let queue = MultipartType(rawValue: 5)
    public static let group = MultipartType(rawValue: 6)
    public static let groupDescription = MultipartType(rawValue: 7)
    public static let groupFeatures = MultipartType(rawValue: 8)
    public static let meter = MultipartType(rawValue: 9)
    public static let meterConfiguration = MultipartType(rawValue: 10)
    public static let meterFeatures = MultipartType(rawValue: 11)
    public static let tableFeatures = MultipartType(rawValue: 12)
    public static let portDescription = MultipartType(rawValue: 13)
    public static let experimenter = MultipartType(rawValue: 0xFFFF)
}

/// Which rules are meant (OpenFlow 1.3.5 § 7.3.5.2).
public struct FlowStatsRequest: Hashable, Sendable {
    public var table: TableID
    public var outPort: PortNumber
    public var outGroup: GroupID
    public var cookie: Cookie
    /// Bits of the cookie that must agree; 0 for any cookie.
    public var cookieMask: UInt64
    public var match: Match

    public init(
        table: TableID = .all, outPort: PortNumber = .any, outGroup: GroupID = .any, cookie: Cookie = 0,
        cookieMask: UInt64 = 0, match: Match = .any
    ) {
        self.table = table
        self.outPort = outPort
        self.outGroup = outGroup
        self.cookie = cookie
        self.cookieMask = cookieMask
        self.match = match
    }
}
