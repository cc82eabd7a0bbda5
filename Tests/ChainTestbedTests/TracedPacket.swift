import Foundation

/// What `ofproto/trace` says became of a packet on `br0`: the rules that it hit, and how it left.
struct TracedPacket {
    enum End: Hashable {
        case output(UInt32)
        case group(UInt32)
        case controller
        /// Sent back by the port by which it came.
        case answered
        case dropped
    }

    struct Commit: Hashable {
        let zone: UInt32
        let mark: UInt32
    }

    private(set) var rules: [TracedRule] = []
    private(set) var ends: [End] = []
    /// What was written into the packet on its way, the last value of each field.
    private(set) var fields: [String: String] = [:]
    private(set) var commits: [Commit] = []
    /// The zone of the tracker that the packet was shown to.
    private(set) var zone: UInt32?
    /// What the tracer calls an error.
    private(set) var complaints: [String] = []

    /// How the packet left; `nil` where it left more than once.
    var end: End? { ends.count > 1 ? nil : ends.first ?? .dropped }

    init(_ text: String) {
        var isOurs = false
        for line in text.split(separator: "\n") {
            // Behind the tunnel the trace goes on in the bridge of the underlay.
            if line.hasPrefix("bridge(") { isOurs = line.hasPrefix("bridge(\"br0\")") }
            guard isOurs else { continue }
            let words = line.drop { $0 == " " }
            if let rule = TracedRule(traced: line) {
                rules.append(rule)
            } else if line.hasPrefix("    ") {
                read(words)
            }
        }
    }

    func number(_ field: String) -> UInt32? { fields[field].flatMap { Self.number($0) } }

    private mutating func read(_ words: Substring) {
        if words.hasPrefix("set_field:"), let arrow = words.range(of: "->", options: .backwards) {
            fields[String(words[arrow.upperBound...])] = String(words[..<arrow.lowerBound].dropFirst(10))
        } else if words.hasPrefix("ct(commit") {
            readCommit(words)
        } else if words.hasPrefix("ct(") {
            zone = Self.value("zone=", in: words)
        } else if words.hasPrefix("group:") {
            ends.append(.group(Self.number(words.dropFirst(6)) ?? 0))
        } else if words.hasPrefix("output:") {
            ends.append(.output(Self.number(words.dropFirst(7)) ?? 0))
        } else if words.hasPrefix("CONTROLLER") {
            ends.append(.controller)
        } else if words == "IN_PORT" {
            ends.append(.answered)
        } else if words.hasPrefix(">>") {
            complaints.append(String(words))
        }
    }

    private mutating func readCommit(_ words: Substring) {
        // A zone that comes from a register is the one that the first rule put there.
        let isFromRegister = words.contains("zone=NXM_NX_REG1[")
        guard let zone = isFromRegister ? number("reg1") : Self.value("zone=", in: words),
            let mark = Self.value("set_field:", in: words) ?? Self.value("load:", in: words)
        else { return complaints.append("cannot read \(words)") }
        commits.append(Commit(zone: zone, mark: mark))
    }

    private static func value(_ key: String, in words: Substring) -> UInt32? {
        guard let found = words.range(of: key) else { return nil }
        return number(words[found.upperBound...].prefix { $0.isHexDigit || $0 == "x" })
    }

    static func number(_ text: some StringProtocol) -> UInt32? {
        text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
    }
}
