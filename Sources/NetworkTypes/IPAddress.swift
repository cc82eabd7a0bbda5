/// An IPv4 or IPv6 address.
public enum IPAddress: Hashable, Sendable, Comparable {
    case v4(IPv4Address)
    case v6(IPv6Address)

    public var family: AddressFamily {
        switch self {
        case .v4: .ipv4
        case .v6: .ipv6
        }
    }

    /// The address as a number in the lower 32 or all 128 bits.
    public var bits: UInt128 {
        switch self {
        case .v4(let address): UInt128(address.rawValue)
        case .v6(let address): address.rawValue
        }
    }

    /// The address of a family with the given number; surplus upper bits are dropped.
    public init(family: AddressFamily, bits: UInt128) {
        switch family {
        case .ipv4: self = .v4(IPv4Address(rawValue: UInt32(truncatingIfNeeded: bits)))
        case .ipv6: self = .v6(IPv6Address(rawValue: bits))
        }
    }
}

extension IPAddress: LosslessStringConvertible {
    public init?(_ description: String) {
        if let address = IPv4Address(description) {
            self = .v4(address)
        } else if let address = IPv6Address(description) {
            self = .v6(address)
        } else {
            return nil
        }
    }

    public var description: String {
        switch self {
        case .v4(let address): address.description
        case .v6(let address): address.description
        }
    }
}

/// The version of the Internet Protocol.
public enum AddressFamily: Hashable, Sendable, CaseIterable, Comparable {
    case ipv4, ipv6

    /// Address length in bits: 32 or 128.
    public var width: Int { self == .ipv4 ? 32 : 128 }

    /// The Ethernet type that carries it.
    public var etherType: EtherType { self == .ipv4 ? .ipv4 : .ipv6 }
}
