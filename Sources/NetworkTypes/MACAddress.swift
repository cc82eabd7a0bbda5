/// A 48-bit IEEE 802 MAC address.
///
/// ```swift
/// let gateway = MACAddress("02:00:00:00:00:01")   // nil where the text is no address
/// ```
public struct MACAddress: Hashable, Sendable, Comparable {
    /// The address as a number, first octet most significant; the upper 16 bits are zero.
    public let rawValue: UInt64

    public init(rawValue: UInt64) {
        self.rawValue = rawValue & 0xFFFF_FFFF_FFFF
    }

    public static let broadcast = MACAddress(rawValue: 0xFFFF_FFFF_FFFF)
    public static let zero = MACAddress(rawValue: 0)

    public static func < (a: MACAddress, b: MACAddress) -> Bool { a.rawValue < b.rawValue }

    /// True for group addresses: the lowest bit of the first octet is set (IEEE 802 § 8.2).
    public var isMulticast: Bool { rawValue & 0x0100_0000_0000 != 0 }
}

extension MACAddress: LosslessStringConvertible {
    /// Reads six two-digit hexadecimal octets parted by `:` throughout or by `-` throughout; `nil` on anything else.
    public init?(_ description: String) {
        let separator: Character = description.contains(":") ? ":" : "-"
        let octets = description.split(separator: separator, omittingEmptySubsequences: false)
        guard octets.count == 6 else { return nil }
        var value: UInt64 = 0
        for octet in octets {
            guard octet.utf8.count == 2, let byte = UInt8(hexadecimalDigits: octet) else { return nil }
            value = value << 8 | UInt64(byte)
        }
        self.init(rawValue: value)
    }

    public var description: String {
        stride(from: 40, through: 0, by: -8).map { hexadecimal(UInt8(truncatingIfNeeded: rawValue >> $0)) }
            .joined(separator: ":")
    }
}

/// Two lower-case hexadecimal digits.
func hexadecimal(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return byte < 16 ? "0" + text : text
}
