internal import NetworkTypes

/// Flow modifications as `ovs-ofctl` reads them.
extension FlowMod {
    /// The flow without its command: `table=1,priority=5,tcp,actions=output:2`.
    ///
    /// - Throws: `no-text` for what Open vSwitch has no words for, a kept packet among them.
    public func ofctlText() throws(OpenFlowError) -> String {
        guard bufferID == .none else { throw OpenFlowError(.noText, "text cannot name a packet kept by the switch") }
        var parts: [String] = []
        if table != .all { parts.append("table=\(table)") }
        if hasPriority { parts.append("priority=\(priority)") }
        if let cookie = cookieText { parts.append(cookie) }
        if isDelete {
            if outPort != .any { parts.append("out_port=\(try outPort.ofctlName())") }
            if outGroup != .any { parts.append("out_group=\(outGroup)") }
        } else {
            parts += timeoutsAndFlags
        }
        parts += try match.ofctlFields()
        if !isDelete { parts.append("actions=\(try Instruction.ofctlText(instructions))") }
        return parts.joined(separator: ",")
    }

    /// `add`, `modify`, `modify_strict`, `delete`, `delete_strict`.
    func ofctlCommand() throws(OpenFlowError) -> String {
        switch command {
        case .add: return "add"
        case .modify: return "modify"
        case .modifyStrict: return "modify_strict"
        case .delete: return "delete"
        case .deleteStrict: return "delete_strict"
        default: throw OpenFlowError(.noText, "flow command \(command.rawValue) does not exist")
        }
    }

    private var isDelete: Bool { command == .delete || command == .deleteStrict }

    /// Without strictness, priority does not count for a delete, and text that names one is refused.
    private var hasPriority: Bool { command != .delete && priority != 0x8000 }

    private var cookieText: String? {
        if command == .add { return cookie == 0 ? nil : "cookie=\(hexadecimal(cookie.rawValue))" }
        guard cookieMask != 0 else { return nil }
        return "cookie=\(hexadecimal(cookie.rawValue))/\(hexadecimal(cookieMask))"
    }

    private var timeoutsAndFlags: [String] {
        var parts: [String] = []
        if idleTimeout != 0 { parts.append("idle_timeout=\(idleTimeout)") }
        if hardTimeout != 0 { parts.append("hard_timeout=\(hardTimeout)") }
        for (flag, name) in Self.flagNames where flags.contains(flag) { parts.append(name) }
        return parts
    }

    private static let flagNames: [(Flags, String)] = [
        (.sendFlowRemoved, "send_flow_rem"), (.checkOverlap, "check_overlap"), (.resetCounts, "reset_counts"),
        (.noPacketCounts, "no_packet_counts"), (.noByteCounts, "no_byte_counts"),
    ]
}
