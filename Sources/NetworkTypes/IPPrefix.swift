/// An address prefix in CIDR notation (RFC 4632, RFC 4291 § 2.3), host bits zero.
///
/// ```swift
/// IPPrefix("10.1.0.0/16")?.contains(.v4(IPv4Address(10, 1, 2, 3)))   // true
/// ```
public struct IPPrefix: Hashable, Sendable, Comparable {
    /// The first address of the prefix.
    public let address: IPAddress
    /// The number of leading bits that count: 0...32 or 0...128.
    public let length: Int

    /// The prefix of that length around an address; `nil` where the length does not fit the family.
    public init?(_ address: IPAddress, length: Int) {
        guard (0...address.family.width).contains(length) else { return nil }
        self.address = IPAddress(family: address.family, bits: address.bits & Self.mask(address.family, length))
        self.length = length
    }

    /// The prefix that holds this one address.
    public init(host address: IPAddress) {
        self.address = address
        length = address.family.width
    }

    /// Every address of a family: `0.0.0.0/0` or `::/0`.
    public init(all family: AddressFamily) {
        address = IPAddress(family: family, bits: 0)
        length = 0
    }

    public var family: AddressFamily { address.family }

    /// Ones in the leading `length` bits, in the lower 32 or all 128 bits of the result.
    public var mask: UInt128 { Self.mask(family, length) }

    /// True where this prefix is exactly one address.
    public var isHost: Bool { length == family.width }

    public func contains(_ other: IPAddress) -> Bool {
        other.family == family && other.bits & mask == address.bits
    }

    public func contains(_ other: IPPrefix) -> Bool {
        other.length >= length && contains(other.address)
    }

    /// Two prefixes overlap exactly when one contains the other.
    public func overlaps(_ other: IPPrefix) -> Bool {
        contains(other) || other.contains(self)
    }

    public static func < (a: IPPrefix, b: IPPrefix) -> Bool { (a.address, a.length) < (b.address, b.length) }

    private static func mask(_ family: AddressFamily, _ length: Int) -> UInt128 {
        let ones: UInt128 = family == .ipv4 ? 0xFFFF_FFFF : .max
        return length == 0 ? 0 : ones & (ones << UInt128(family.width - length))
    }
}

extension IPPrefix: LosslessStringConvertible {
    /// Reads `address/length`, or an address alone as a host prefix; `nil` where the text is no prefix.
    ///
    /// Host bits that are set are cleared: `10.1.2.3/16` reads as `10.1.0.0/16`.
    public init?(_ description: String) {
        let parts = description.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        guard parts.count == 2 else {
            self.init(host: address)
            return
        }
        guard let length = Int(decimalDigits: parts[1]) else { return nil }
        self.init(address, length: length)
    }

    /// Reads as ``init(_:)`` does, but refuses host bits that are set: `10.1.2.3/16` is more often a slip of the pen
    /// than a wish for `10.1.0.0/16`.
    public init?(exactly description: String) {
        guard let prefix = IPPrefix(description), let text = description.split(separator: "/").first,
            IPAddress(String(text)) == prefix.address
        else { return nil }
        self = prefix
    }

    public var description: String { "\(address)/\(length)" }
}
