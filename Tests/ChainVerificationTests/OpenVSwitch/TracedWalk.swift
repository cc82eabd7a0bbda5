import Foundation

/// The way of a packet through one switch, in the words that tracer and verifier have in common.
struct TracedWalk: Hashable, CustomStringConvertible {
    /// Each look-up: table, priority and cookie of the rule, or that there was none.
    private(set) var rules: [String] = []
    /// What became of it, in order: ports, groups, the controller, what trackers are to remember.
    private(set) var effects: [String] = []

    init(rules: [String], effects: [String]) {
        self.rules = rules
        self.effects = effects
    }

    var description: String { "\(rules) then \(effects)" }

    /// Reads what `ofproto/trace` prints.
    ///
    /// ```
    ///  0. ip,in_port=3, priority 100, cookie 0x5374000000000000
    ///     set_field:0x1->reg1
    ///     ct(table=1,zone=1)
    /// ```
    init(_ text: String) {
        var fields: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let words = line.drop { $0 == " " }
            if let dot = words.range(of: ". "), let table = Int(words[..<dot.lowerBound]),
                line.first == " " || table > 9
            {
                rules.append(Self.rule(table, words[dot.upperBound...]))
            } else if words.hasPrefix("set_field:"), let arrow = words.range(of: "->") {
                fields[String(words[arrow.upperBound...])] = String(words[..<arrow.lowerBound].dropFirst(10))
            } else if words.hasPrefix("ct(commit") {
                effects.append(Self.commit(words, fields))
            } else if words.hasPrefix("output:") {
                effects.append(String(words))
            } else if words.hasPrefix("group:") {
                effects.append(String(words))
            } else if words.hasPrefix("CONTROLLER") {
                effects.append("controller")
            } else if words == "IN_PORT" {
                effects.append("in port")
            } else if words.hasPrefix(">>"), words.contains("skipping output to input port") {
                effects.append("not sent back")
            } else if words.hasPrefix(">>") {
                effects.append(String(words))
            }
        }
    }

    private static func rule(_ table: Int, _ rest: Substring) -> String {
        if rest.hasPrefix("No match") { return "\(table) none" }
        let parts = rest.split(separator: ", ")
        let value = { (name: String) in
            parts.first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) }
        }
        return "\(table) \(value("priority ") ?? "?") \(value("cookie ") ?? "0x0")"
    }

    /// `ct(commit,zone=7,exec(set_field:0x3->ct_mark))`, where zone and mark may also come from registers.
    private static func commit(_ words: Substring, _ fields: [String: String]) -> String {
        let zone = words.contains("zone=NXM_NX_REG1[") ? number(fields["reg1"]) : number(after: "zone=", in: words)
        let mark =
            number(after: "set_field:", in: words) ?? number(after: "load:", in: words) ?? number(fields["reg0"])
        return "remember \(mark ?? 0) in \(zone ?? 0)"
    }

    private static func number(after key: String, in words: Substring) -> Int? {
        words.range(of: key).flatMap { number(String(words[$0.upperBound...].prefix { $0.isHexDigit || $0 == "x" })) }
    }

    private static func number(_ text: String?) -> Int? {
        text.flatMap { $0.hasPrefix("0x") ? Int($0.dropFirst(2), radix: 16) : Int($0) }
    }
}
