/// The file that `ovs-ofctl -O OpenFlow13 bundle SWITCH FILE` loads as one atomic change.
///
/// ```swift
/// let text = try BundleFile.text(of: [.groupMod(choice), .flowMod(rule)])
/// // group add group_id=1,type=select,bucket=weight:70,actions=resubmit(,3)
/// // flow add table=1,priority=5,ip,actions=group:1
/// ```
public enum BundleFile {
    /// One line per message, in order.
    ///
    /// - Throws: `no-text` for a message that is neither a flow nor a group modification, or that has no text.
    public static func text(of bodies: some Sequence<Message.Body>) throws(OpenFlowError) -> String {
        var text = ""
        for body in bodies { text += try body.bundleLine() + "\n" }
        return text
    }
}

extension Message.Body {
    /// `flow add …`, `group modify …`, without an end of line.
    ///
    /// - Throws: `no-text` for a message that is neither a flow nor a group modification, or that has no text.
    public func bundleLine() throws(OpenFlowError) -> String {
        switch self {
        case .flowMod(let mod): return "flow \(try mod.ofctlCommand()) \(try mod.ofctlText())"
        case .groupMod(let mod): return "group \(try mod.ofctlCommand()) \(try mod.ofctlText())"
        default: throw OpenFlowError(.noText, "a bundle file takes flows and groups, not \(type)")
        }
    }
}
