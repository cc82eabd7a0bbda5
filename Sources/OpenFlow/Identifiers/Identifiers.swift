public import NetworkTypes

/// The number of a flow table (OpenFlow 1.3.5 § 7.3.4.1); 255 means every table in a delete or a request.
public struct TableID: RawRepresentable, Hashable, Sendable, Comparable, ExpressibleByIntegerLiteral,
    CustomStringConvertible
{
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public init(integerLiteral value: UInt8) { rawValue = value }

    /// `OFPTT_ALL`.
    public static let all: TableID = 255

    public static func < (a: TableID, b: TableID) -> Bool { a.rawValue < b.rawValue }
    public var description: String { String(rawValue) }
}

/// The number of a group (OpenFlow 1.3.5 § 7.3.4.2).
public struct GroupID: RawRepresentable, Hashable, Sendable, Comparable, ExpressibleByIntegerLiteral,
    CustomStringConvertible
{
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }
    public init(integerLiteral value: UInt32) { rawValue = value }

    /// `OFPG_ALL`: every group, in a delete.
    public static let all: GroupID = 0xFFFF_FFFC
    /// `OFPG_ANY`: no group, as a filter.
    public static let any: GroupID = 0xFFFF_FFFF

    public static func < (a: GroupID, b: GroupID) -> Bool { a.rawValue < b.rawValue }
    public var description: String { String(rawValue) }
}

/// The opaque label that a controller gives a rule (OpenFlow 1.3.5 § 7.3.4.1).
public struct Cookie: RawRepresentable, Hashable, Sendable, Comparable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public init(integerLiteral value: UInt64) { rawValue = value }

    public static func < (a: Cookie, b: Cookie) -> Bool { a.rawValue < b.rawValue }
}

/// The number that pairs an answer with its request (OpenFlow 1.3.5 § 7.1).
public struct TransactionID: RawRepresentable, Hashable, Sendable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }
    public init(integerLiteral value: UInt32) { rawValue = value }
}

/// The number of a packet kept by the switch (OpenFlow 1.3.5 § 7.4.1).
public struct BufferID: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// `OFP_NO_BUFFER`: the packet is in the message.
    public static let none = BufferID(rawValue: 0xFFFF_FFFF)
}

/// The number of a bundle within a session (OpenFlow 1.4.1 § 7.3.9).
public struct BundleID: RawRepresentable, Hashable, Sendable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }
    public init(integerLiteral value: UInt32) { rawValue = value }
}

/// The reserved port numbers (OpenFlow 1.3.5 § 7.2.1, `enum ofp_port_no`).
extension PortNumber {
    public static let maximum: PortNumber = 0xFFFF_FF00
    public static let inPort: PortNumber = 0xFFFF_FFF8
    /// Submit to the first flow table; only in packet-out messages.
    public static let table: PortNumber = 0xFFFF_FFF9
    public static let normal: PortNumber = 0xFFFF_FFFA
    public static let flood: PortNumber = 0xFFFF_FFFB
    public static let all: PortNumber = 0xFFFF_FFFC
    public static let controller: PortNumber = 0xFFFF_FFFD
    public static let local: PortNumber = 0xFFFF_FFFE
    public static let any: PortNumber = 0xFFFF_FFFF
}
