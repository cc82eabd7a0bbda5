internal import NetworkTypes

/// Group modifications as `ovs-ofctl` reads them.
extension GroupMod {
    /// The group without its command: `group_id=1,type=select,bucket=weight:70,actions=resubmit(,3)`.
    ///
    /// - Throws: `no-text` for what Open vSwitch has no words for.
    public func ofctlText() throws(OpenFlowError) -> String {
        if command == .delete { return group == .all ? "group_id=all" : "group_id=\(group)" }
        var parts = ["group_id=\(group)", "type=\(try typeName())"]
        for bucket in buckets { parts.append(try bucket.ofctlText(in: type)) }
        return parts.joined(separator: ",")
    }

    /// `add`, `modify`, `delete`.
    func ofctlCommand() throws(OpenFlowError) -> String {
        switch command {
        case .add: return "add"
        case .modify: return "modify"
        case .delete: return "delete"
        default: throw OpenFlowError(.noText, "group command \(command.rawValue) does not exist")
        }
    }

    private func typeName() throws(OpenFlowError) -> String {
        switch type {
        case .all: return "all"
        case .select: return "select"
        case .indirect: return "indirect"
        case .fastFailover: return "fast_failover"
        default: throw OpenFlowError(.noText, "group type \(type.rawValue) does not exist")
        }
    }
}

extension Bucket {
    /// Only the buckets of a select group may have a weight.
    fileprivate func ofctlText(in type: GroupType) throws(OpenFlowError) -> String {
        var parts: [String] = []
        if type == .select { parts.append("weight:\(weight)") }
        if watchPort != .any { parts.append("watch_port:\(try watchPort.ofctlName())") }
        if watchGroup != .any { parts.append("watch_group:\(watchGroup)") }
        parts.append("actions=\(try Action.ofctlText(actions))")
        return "bucket=" + parts.joined(separator: ",")
    }
}
