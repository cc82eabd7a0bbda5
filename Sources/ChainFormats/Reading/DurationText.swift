internal import NetworkTypes

/// Durations as policy files write them: a number and a unit, `45ms`, `1.5s`, `10m`.
enum DurationText {
    /// Units from the longest to the shortest, in attoseconds.
    static let units: [(name: String, attoseconds: Int128)] = [
        ("h", 3_600_000_000_000_000_000_000), ("m", 60_000_000_000_000_000_000), ("s", 1_000_000_000_000_000_000),
        ("ms", 1_000_000_000_000_000), ("us", 1_000_000_000_000), ("ns", 1_000_000_000),
    ]

    /// Some thirty thousand million years; a longer one is not read.
    private static let longest: Int128 = 1 << 120

    /// Reads digits, an optional fraction, and a unit; `nil` on anything else and on what an attosecond cannot express.
    static func parse(_ text: String) -> Duration? {
        let letters = text.drop { $0.isASCII && $0.isNumber || $0 == "." }
        let parts = text[..<letters.startIndex].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let unit = units.first(where: { $0.name == letters })?.attoseconds, let integer = parts.first,
            let whole = Int128(decimalDigits: integer)
        else { return nil }
        let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
        guard !overflow, product < longest else { return nil }
        guard parts.count == 2 else { return Duration(attoseconds: product) }
        return fraction(String(parts[1]), of: unit).map { Duration(attoseconds: product + $0) }
    }

    private static func fraction(_ digits: String, of unit: Int128) -> Int128? {
        guard (1...15).contains(digits.utf8.count), let value = Int128(decimalDigits: "1" + digits) else { return nil }
        let scale = digits.utf8.reduce(Int128(1)) { power, _ in power * 10 }
        let product = (value - scale) * unit
        return product % scale == 0 ? product / scale : nil
    }

    /// The shortest exact text, in the largest unit that divides the duration.
    static func write(_ duration: Duration) -> String {
        let value = duration.attoseconds
        if value == 0 { return "0s" }
        if let unit = units.first(where: { value % $0.attoseconds == 0 }) {
            return "\(value / unit.attoseconds)\(unit.name)"
        }
        let nanosecond: Int128 = 1_000_000_000
        let digits = String((value % nanosecond).magnitude)
        let fraction = String(repeating: "0", count: 9 - digits.count) + digits
        return "\(value / nanosecond).\(fraction.trimmingZeros)ns"
    }
}

extension String {
    fileprivate var trimmingZeros: Substring {
        var text = self[...]
        while text.last == "0" { text.removeLast() }
        return text
    }
}
