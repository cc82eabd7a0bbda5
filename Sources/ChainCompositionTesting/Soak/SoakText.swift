internal import OpenFlow
internal import OpenFlowEmulation
internal import ServiceChaining

/// Verdicts and losses in a few words.
enum SoakText {
    static func text(_ verdicts: [SteeringVerdict]) -> String {
        Set(verdicts.map { $0.decision.map { "\($0.chain) \($0.functions)" } ?? "no chain" }).sorted()
            .joined(separator: " or ")
    }

    /// As Open vSwitch prints it, where it knows the fields.
    static func text(_ match: Match) -> String { (try? match.ofctlText()) ?? "\(match)" }

    static func text(_ loss: WalkEvent) -> String {
        switch loss {
        case .droppedBySwitch(let datapath, let reason, _): "switch \(datapath) dropped it: \(text(reason))"
        case .droppedByBox(let box, let reason, _): "\(box) dropped: \(reason)"
        case .unattached(let port, _): "nothing at \(port)"
        case .tunnelEndMissing(let port, _, _): "no tunnel end from \(port)"
        case .hopLimit: "loops"
        default: ""
        }
    }

    static func text(_ reason: DropReason) -> String {
        switch reason {
        case .noMatch(let table): "no match in table \(table)"
        case .rule(let table, let rule): "rule \(rule.priority) of table \(table)"
        case .notice(let notice): "\(notice)"
        case .portDown: "port down"
        }
    }
}
