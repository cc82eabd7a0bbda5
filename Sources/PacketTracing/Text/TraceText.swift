internal import NetworkTypes
internal import ServiceChaining

/// A trace for people to read, in the manner of `ovn-trace`.
///
/// ```swift
/// print(TraceText(.summary).text(of: trace))
/// ```
public struct TraceText: Hashable, Sendable {
    public var style: Style

    public enum Style: String, Hashable, Sendable, CaseIterable {
        /// Every look-up with its rule and actions, every box with what it rewrites.
        case detailed
        /// A line for each switch and box.
        case summary
        /// The boxes and the end alone.
        case minimal
    }

    public init(_ style: Style = .detailed) {
        self.style = style
    }

    public func text(of trace: PacketTrace) -> String {
        var lines = ["# \(trace.flow), from \(trace.origin)"]
        for walk in trace.walks {
            lines += style == .detailed ? ["", "\(walk.direction.rawValue):"] : ["\(walk.direction.rawValue):"]
            lines += walk.sections.flatMap(text(of:))
        }
        if style == .detailed { lines.append("") }
        return (lines + ["verdict: \(trace.verdict.summary)"]).map { $0 + "\n" }.joined()
    }

    private func text(of section: TraceSection) -> [String] {
        switch style {
        case .detailed: detailed(section)
        case .summary: [summary(section)]
        case .minimal: minimal(section).map { [$0] } ?? []
        }
    }

    // MARK: Detailed

    private func detailed(_ section: TraceSection) -> [String] {
        switch section {
        case .bridge(let visit): detailed(visit)
        case .box(let visit): detailed(visit)
        case .controller(let what): headline("controller") + ["    \(what); it picks a path and installs rules"]
        case .delivery(let endpoint, let port, let packet):
            headline("endpoint '\(endpoint)' at \(port)") + ["    arrives: \(packet)"]
        case .loss(let why): ["    /* \(why) */"]
        }
    }

    private func headline(_ text: String) -> [String] { ["", text, String(repeating: "-", count: text.count)] }

    private func detailed(_ visit: SwitchVisit) -> [String] {
        var lines = headline("switch \(visit.name), from \(visit.from)")
        if let packet = visit.packet { lines.append("    \(packet)") }
        for step in visit.steps { lines += detailed(step) }
        return lines + visit.outputs.map { "    output to \($0.to): \($0.packet)" }
    }

    private func detailed(_ step: TableStep) -> [String] {
        var lines: [String] = []
        if let table = step.table {
            let name = table.name.map { " \($0)" } ?? ""
            let number = String(repeating: " ", count: table.number < 10 ? 1 : 0) + "\(table.number)."
            if let rule = step.rule {
                let path = rule.path.map { ", \($0)" } ?? ""
                let match = rule.match.isEmpty ? "any" : rule.match
                lines.append(
                    "\(number)\(name): \(match), priority \(rule.priority), cookie 0x\(String(rule.cookie, radix: 16))\(path)"
                )
                lines.append("    \(rule.actions)")
            } else {
                lines.append("\(number)\(name): no rule matches")
            }
        }
        return lines + step.notes.map { "    /* \($0) */" }
    }

    private func detailed(_ visit: BoxVisit) -> [String] {
        let kind = visit.function.map { " of function '\($0)'" } ?? ""
        var lines = headline("box '\(visit.instance)'\(kind), on \(visit.side)") + ["    \(visit.packet)"]
        if visit.insertion == .tap { lines.append("    a tap, which keeps its copy") }
        for output in visit.outputs {
            let changes = output.changes.isEmpty ? "as it came" : output.changes.joined(separator: ", ")
            lines.append("    leaves on \(output.side), \(changes)")
        }
        if let reason = visit.dropReason { lines.append("    /* drops it: \(reason) */") }
        return lines
    }

    // MARK: Shorter

    private func summary(_ section: TraceSection) -> String {
        switch section {
        case .bridge(let visit):
            let tables = visit.steps.compactMap(\.table).map { $0.name ?? "\($0.number)" }
            let outputs = visit.outputs.map { output in ([output.to] + output.packet.tags).joined(separator: ", ") }
            return "    switch \(visit.name): \(tables.joined(separator: ", ")) -> "
                + (outputs.isEmpty ? "nothing" : outputs.joined(separator: "; "))
        default: return minimal(section) ?? ""
        }
    }

    private func minimal(_ section: TraceSection) -> String? {
        switch section {
        case .bridge: return nil
        case .box(let visit):
            let changes = visit.outputs.flatMap(\.changes)
            let kept = visit.insertion == .tap ? " keeps its copy" : ""
            let drop = visit.dropReason.map { " drops it: \($0)" } ?? ""
            return "    box '\(visit.instance)'\(kept)\(drop)"
                + (changes.isEmpty ? "" : ": \(changes.joined(separator: ", "))")
        case .controller(let what): return "    controller: \(what)"
        case .delivery(let endpoint, let port, let packet): return "    endpoint '\(endpoint)' at \(port): \(packet)"
        case .loss(let why): return "    lost: \(why)"
        }
    }
}
