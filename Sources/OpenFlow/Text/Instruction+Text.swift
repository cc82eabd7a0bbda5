/// Instructions as `ovs-ofctl` reads them: one list of actions, in the order in which a switch executes them.
extension Instruction {
    /// What follows `actions=`.
    ///
    /// - Throws: `no-text` for an instruction or action that Open vSwitch does not have.
    public static func ofctlText(_ instructions: [Instruction]) throws(OpenFlowError) -> String {
        var parts: [String] = []
        for instruction in instructions.sorted(by: { $0.executionRank < $1.executionRank }) {
            if let text = try instruction.ofctlText() { parts.append(text) }
        }
        return parts.isEmpty ? "drop" : parts.joined(separator: ",")
    }

    /// OpenFlow 1.3.5 § 5.9.
    private var executionRank: Int {
        switch self {
        case .meter: 0
        case .applyActions: 1
        case .clearActions: 2
        case .writeActions: 3
        case .writeMetadata: 4
        case .gotoTable: 5
        case .unknown: 6
        }
    }

    /// `nil` for an empty list, which does nothing.
    private func ofctlText() throws(OpenFlowError) -> String? {
        switch self {
        case .meter(let meter): return "meter:\(meter)"
        case .applyActions(let actions): return actions.isEmpty ? nil : try Action.ofctlText(actions)
        case .clearActions: return "clear_actions"
        case .writeActions(let actions):
            return actions.isEmpty ? nil : "write_actions(\(try Action.ofctlText(actions)))"
        case .writeMetadata(let value, let mask):
            return "write_metadata:" + hexadecimal(value) + (mask == .max ? "" : "/" + hexadecimal(mask))
        case .gotoTable(let table): return "goto_table:\(table)"
        case .unknown(let type, _): throw OpenFlowError(.noText, "instruction \(type) is not known here")
        }
    }
}
