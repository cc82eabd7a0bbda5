/// An IPv6 address (RFC 4291), written as RFC 5952 recommends.
public struct IPv6Address: Hashable, Sendable, Comparable {
    /// The address in host order, first group most significant.
    public let rawValue: UInt128

    public init(rawValue: UInt128) {
        self.rawValue = rawValue
    }

    public static func < (a: IPv6Address, b: IPv6Address) -> Bool { a.rawValue < b.rawValue }

    /// The eight 16-bit groups, first one first.
    public var groups: [UInt16] {
        stride(from: 112, through: 0, by: -16).map { UInt16(truncatingIfNeeded: rawValue >> UInt128($0)) }
    }
}

extension IPv6Address: LosslessStringConvertible {
    /// Reads RFC 4291 § 2.2 text: full, with one `::`, or with an IPv4 tail; no zone; `nil` on anything else.
    public init?(_ description: String) {
        guard let text = Self.withHexadecimalTail(description) else { return nil }
        let groups: [UInt16]
        if let gap = Self.firstGap(in: text) {
            guard let head = Self.parseGroups(text[..<gap]),
                let tail = Self.parseGroups(text[text.index(gap, offsetBy: 2)...]), head.count + tail.count <= 7
            else { return nil }
            groups = head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
        } else {
            guard let all = Self.parseGroups(text[...]), all.count == 8 else { return nil }
            groups = all
        }
        self.init(rawValue: groups.reduce(0) { $0 << 16 | UInt128($1) })
    }

    /// The address with its longest run of two or more zero groups written as `::` (RFC 5952 § 4.2), and the last 32
    /// bits of an IPv4-mapped address in dotted decimal (§ 5).
    public var description: String {
        if rawValue >> 32 == 0xFFFF {
            return "::ffff:\(IPv4Address(rawValue: UInt32(truncatingIfNeeded: rawValue)))"
        }
        let groups = groups
        guard let run = Self.longestZeroRun(groups) else { return Self.join(groups[...]) }
        return Self.join(groups[..<run.lowerBound]) + "::" + Self.join(groups[run.upperBound...])
    }

    private static func join(_ groups: ArraySlice<UInt16>) -> String {
        groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    private static func firstGap(in text: String) -> String.Index? {
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == ":", next < text.endIndex, text[next] == ":" { return index }
            index = next
        }
        return nil
    }

    private static func parseGroups(_ text: Substring) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard part.utf8.count <= 4, let group = UInt16(hexadecimalDigits: part) else { return nil }
            groups.append(group)
        }
        return groups
    }

    private static func withHexadecimalTail(_ text: String) -> String? {
        guard text.contains(".") else { return text }
        guard let colon = text.lastIndex(of: ":"), let tail = IPv4Address(String(text[text.index(after: colon)...]))
        else { return nil }
        return text[...colon] + String(tail.rawValue >> 16, radix: 16) + ":" + String(tail.rawValue & 0xFFFF, radix: 16)
    }

    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
        var best = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > best.count { best = start..<index }
            start = index + 1
        }
        return best.count >= 2 ? best : nil
    }
}
