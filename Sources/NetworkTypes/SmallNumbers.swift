/// The six differentiated-services bits of an IP header (RFC 2474); never the two ECN bits.
public struct DSCP: Hashable, Sendable, Comparable {
    public let rawValue: UInt8

    /// `nil` where the number exceeds 63.
    public init?(rawValue: UInt8) {
        guard rawValue < 64 else { return nil }
        self.rawValue = rawValue
    }

    private init(known: UInt8) { rawValue = known }

    /// Default forwarding, the value of untagged traffic.
    public static let bestEffort = DSCP(known: 0)
    /// Voice and the like (RFC 3246).
    public static let expeditedForwarding = DSCP(known: 46)

    public static func < (a: DSCP, b: DSCP) -> Bool { a.rawValue < b.rawValue }
}

/// A VLAN identifier, 1...4094 (IEEE 802.1Q § 9.6).
public struct VLANID: Hashable, Sendable, Comparable {
    public let rawValue: UInt16

    /// `nil` where the number is 0, 4095 or larger.
    public init?(rawValue: UInt16) {
        guard (1...4094).contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    public static func < (a: VLANID, b: VLANID) -> Bool { a.rawValue < b.rawValue }
}

/// An Ethernet type; any value survives.
public struct EtherType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    public static let ipv4 = EtherType(rawValue: 0x0800)
    public static let arp = EtherType(rawValue: 0x0806)
    public static let vlan = EtherType(rawValue: 0x8100)
    public static let ipv6 = EtherType(rawValue: 0x86DD)
    public static let mpls = EtherType(rawValue: 0x8847)
    public static let nsh = EtherType(rawValue: 0x894F)
}
