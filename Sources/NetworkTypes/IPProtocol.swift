/// A transport protocol number (IANA "Assigned Internet Protocol Numbers"); any value survives.
public struct IPProtocol: RawRepresentable, Hashable, Sendable, Comparable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static let icmp = IPProtocol(rawValue: 1)
    public static let tcp = IPProtocol(rawValue: 6)
    public static let udp = IPProtocol(rawValue: 17)
    public static let icmpv6 = IPProtocol(rawValue: 58)
    public static let sctp = IPProtocol(rawValue: 132)

    /// True where the header starts with source and destination ports.
    public var hasPorts: Bool { self == .tcp || self == .udp || self == .sctp }

    public static func < (a: IPProtocol, b: IPProtocol) -> Bool { a.rawValue < b.rawValue }
}

extension IPProtocol: LosslessStringConvertible {
    private static let names: [(String, IPProtocol)] = [
        ("icmp", .icmp), ("tcp", .tcp), ("udp", .udp), ("icmpv6", .icmpv6), ("sctp", .sctp),
    ]

    /// Reads a name (`tcp`) or a number (`6`).
    public init?(_ description: String) {
        if let named = Self.names.first(where: { $0.0 == description }) {
            self = named.1
        } else if let number = UInt8(decimalDigits: description) {
            self.init(rawValue: number)
        } else {
            return nil
        }
    }

    public var description: String {
        Self.names.first { $0.1 == self }?.0 ?? String(rawValue)
    }
}
