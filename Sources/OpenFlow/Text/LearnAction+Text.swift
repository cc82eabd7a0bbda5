/// `learn(…)` as `ovs-ofctl` reads it (ovs-actions(7)).
extension LearnAction {
    func ofctlText() throws(OpenFlowError) -> String {
        var parts = ["table=\(table)"]
        let numbers: [(String, UInt16)] = [
            ("idle_timeout", idleTimeout), ("hard_timeout", hardTimeout), ("fin_idle_timeout", finIdleTimeout),
            ("fin_hard_timeout", finHardTimeout),
        ]
        for (name, value) in numbers where value != 0 { parts.append("\(name)=\(value)") }
        if priority != 0x8000 { parts.append("priority=\(priority)") }
        if flags.contains(.sendFlowRemoved) { parts.append("send_flow_rem") }
        if flags.contains(.deleteLearned) { parts.append("delete_learned") }
        if cookie != 0 { parts.append("cookie=\(hexadecimal(cookie.rawValue))") }
        if limit != 0 { parts.append("limit=\(limit)") }
        if let result { parts.append("result_dst=\(try result.ofctlText())") }
        for specification in specifications { parts.append(try specification.ofctlText()) }
        return "learn(\(parts.joined(separator: ",")))"
    }
}

extension LearnAction.Specification {
    fileprivate func ofctlText() throws(OpenFlowError) -> String {
        switch (source, destination) {
        case (.immediate(let value), .match(let target)):
            if target == Subfield(target.field) { return try MatchField(target.field, value).matchText() }
            return "\(try target.ofctlText())=\(hexadecimal(value))"
        case (.field(let from), .match(let target)):
            return from == target ? try target.ofctlText() : "\(try target.ofctlText())=\(try from.ofctlText())"
        case (.immediate(let value), .load(let target)): return "load:\(hexadecimal(value))->\(try target.ofctlText())"
        case (.field(let from), .load(let target)):
            return "load:\(try from.ofctlText())->\(try target.ofctlText())"
        case (.field(let from), .output): return "output:\(try from.ofctlText())"
        case (.immediate, .output): throw OpenFlowError(.noText, "learn outputs to a port from a field only")
        }
    }
}
