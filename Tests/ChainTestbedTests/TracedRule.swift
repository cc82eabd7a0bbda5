import Foundation

/// A rule by what identifies it, in Open vSwitch's own words: `dump-flows` and `ofproto/trace` use the same.
struct TracedRule: Hashable, CustomStringConvertible {
    let table: Int
    let priority: Int
    let cookie: String
    let match: String

    var description: String { "table=\(table),priority=\(priority),\(match) cookie=\(cookie)" }

    /// From a line of `dump-flows`; `nil` for the heading.
    init?(dumped line: Substring) {
        guard let end = line.range(of: " actions=")?.lowerBound else { return nil }
        let parts = line[..<end].split(separator: ", ")
        let value = { (key: String) in
            parts.map { $0.drop { $0 == " " } }.first { $0.hasPrefix(key) }.map { String($0.dropFirst(key.count)) }
        }
        // Flags stand between the counters and the match, set off by blanks.
        let key = parts.last?.split(separator: " ").last?.split(separator: ",", maxSplits: 1) ?? []
        guard let table = value("table=").flatMap({ Int($0) }), let first = key.first, first.hasPrefix("priority="),
            let priority = Int(first.dropFirst("priority=".count))
        else { return nil }
        self.init(table, priority, value("cookie=") ?? "0x0", key.count > 1 ? String(key[1]) : "")
    }

    /// From a line of `ofproto/trace` such as ` 3. ip,reg0=0x2, priority 100, cookie 0x5374000000000002`; `nil` for
    /// every other line.
    init?(traced line: Substring) {
        let line = line.drop { $0 == " " }
        guard let dot = line.range(of: ". "), let table = Int(line[..<dot.lowerBound]) else { return nil }
        let parts = line[dot.upperBound...].split(separator: ", ")
        let value = { (key: String) in
            parts.first { $0.hasPrefix(key) }.map { String($0.dropFirst(key.count)) }
        }
        guard let priority = value("priority ").flatMap({ Int($0) }), let first = parts.first else { return nil }
        self.init(
            table, priority, value("cookie ") ?? "0x0", first.hasPrefix("priority ") ? "" : String(first))
    }

    private init(_ table: Int, _ priority: Int, _ cookie: String, _ match: String) {
        self.table = table
        self.priority = priority
        self.cookie = cookie
        self.match = match
    }

    /// The value of a field of the match, as it is printed.
    func field(_ name: String) -> String? {
        match.split(separator: ",").first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    func mentions(_ word: String) -> Bool { match.split(separator: ",").contains { $0 == word } }
}
