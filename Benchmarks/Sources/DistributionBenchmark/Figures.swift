import Foundation

/// Numbers as they are printed: three digits that say something.
enum Figures {
    static func time(_ seconds: Double) -> String {
        switch seconds {
        case ..<0.999_5e-3: digits(seconds * 1e6) + " µs"
        case ..<0.999_5: digits(seconds * 1e3) + " ms"
        default: digits(seconds) + " s"
        }
    }

    static func ratio(_ value: Double, isAtLeast: Bool = false) -> String {
        (isAtLeast ? "≥ " : "") + digits(value) + "×"
    }

    static func memory(_ bytes: Int) -> String {
        digits(Double(bytes) / 1_048_576) + " MiB"
    }

    /// Three significant digits, more where there are more before the point.
    static func digits(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        if value >= 99.95 { return grouped(Int(value.rounded())) }
        return String(format: value >= 9.995 ? "%.1f" : value >= 0.0995 || value == 0 ? "%.2f" : "%.3f", value)
    }

    /// With commas between thousands.
    private static func grouped(_ value: Int) -> String {
        let text = String(value)
        var parts: [Substring] = []
        var rest = text[...]
        while rest.count > 3 {
            parts.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        return ([rest] + parts).joined(separator: ",")
    }
}

extension String {
    /// Filled up with spaces on the right.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }

    /// Filled up with spaces on the left.
    func aligned(to width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - count)) + self }
}
