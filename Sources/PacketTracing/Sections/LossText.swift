internal import ChainComposition
internal import OpenFlow
internal import OpenFlowEmulation
internal import ServiceChaining

/// Why a packet was lost, in words.
enum LossText {
    /// `nil` for an event that is no loss.
    static func text(of event: WalkEvent, _ names: TraceNames) -> String? {
        switch event {
        case .droppedBySwitch(let datapath, let reason, _):
            "switch \(names.name(of: datapath)) drops it: \(text(of: reason))"
        case .droppedByBox(let name, let reason, _):
            "'\(names.instances[name]?.instance.id.name ?? name)' drops it: \(reason)"
        case .unattached(let port, _): "it leaves by port \(names.name(of: port)), to which nothing is attached"
        case .tunnelEndMissing(_, let key, _): "no switch has the tunnel address \(key.destination)"
        case .hopLimit: "it goes in circles or multiplies"
        default: nil
        }
    }

    private static func text(of reason: DropReason) -> String {
        switch reason {
        case .noMatch(let table): "no rule of table \(name(of: table)) matches"
        case .rule(let table, let rule): "a rule of table \(name(of: table)) with priority \(rule.priority) says so"
        case .notice(let notice): StepAssembler.text(of: notice)
        case .portDown: "the port by which it came is down or missing"
        }
    }

    private static func name(of table: TableID) -> String {
        PipelineTable(rawValue: table.rawValue).map { "\(table) (\($0))" } ?? "\(table)"
    }
}
