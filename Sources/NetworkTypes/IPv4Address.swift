/// An IPv4 address (RFC 791).
public struct IPv4Address: Hashable, Sendable, Comparable {
    /// The address in host order: `10.0.0.1` is `0x0A00_0001`.
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        rawValue = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
    }

    public static func < (a: IPv4Address, b: IPv4Address) -> Bool { a.rawValue < b.rawValue }
}

extension IPv4Address: LosslessStringConvertible {
    /// Reads dotted decimal with exactly four parts and no leading zeros; `nil` on anything else.
    public init?(_ description: String) {
        let parts = description.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard let byte = UInt8(decimalDigits: part) else { return nil }
            value = value << 8 | UInt32(byte)
        }
        self.init(rawValue: value)
    }

    public var description: String {
        "\(rawValue >> 24).\(rawValue >> 16 & 255).\(rawValue >> 8 & 255).\(rawValue & 255)"
    }
}
