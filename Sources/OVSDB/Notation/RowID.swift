/// The identifier of a row: a UUID in 128 bits.
///
/// ```swift
/// RowID("550e8400-e29b-41d4-a716-446655440000")
/// ```
public struct RowID: Hashable, Sendable {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads the usual text: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12. Anything else gives nil.
    public init?(_ text: some StringProtocol) {
        var digits = 0
        var words: (UInt64, UInt64) = (0, 0)
        for (index, byte) in text.utf8.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard digits < 32, byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                return nil
            }
            if digits < 16 { words.0 = words.0 << 4 | UInt64(digit) } else { words.1 = words.1 << 4 | UInt64(digit) }
            digits += 1
        }
        guard digits == 32 else { return nil }
        self.init(high: words.0, low: words.1)
    }
}

extension RowID: CustomStringConvertible {
    public var description: String {
        let digits = Array((Self.hexadecimal(high) + Self.hexadecimal(low)).utf8)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
            .map { String(decoding: digits[$0], as: UTF8.self) }
            .joined(separator: "-")
    }

    private static func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

extension RowID: Comparable {
    public static func < (left: RowID, right: RowID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
