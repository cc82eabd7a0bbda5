public import ChainComposition
public import NetworkTypes
public import OpenFlow
public import ServiceChaining

/// One thing that happens to a packet on its way, in order.
public enum WalkEvent: Hashable, Sendable {
    /// A packet starts: the flow's first, a later one, or a reply.
    case started(String, SwitchPort)
    case enteredSwitch(SwitchPort, isUpdated: Bool)
    /// The rule that it met in a table, `nil` for none.
    case met(DatapathID, TableID, RuleKey?)
    /// What the table may have learned from other packets, by the rule that teaches it.
    case recalled(DatapathID, TableID, RuleKey)
    case bucket(DatapathID, GroupID, Int)
    /// What the tracker says of its connection; 0 for a new one.
    case tracked(zone: UInt16, mark: UInt32)
    case committed(zone: UInt16, mark: UInt32)
    case left(SwitchPort)
    case enteredBox(InstanceID, SwitchPort)
    case arrived(EndpointID, SwitchPort)
    case askedController(DatapathID)
    /// Sent back out of the port by which it came without being told so, which a switch does not do.
    case notSentBack(SwitchPort)
}

extension WalkEvent: CustomStringConvertible {
    public var description: String {
        switch self {
        case .started(let what, let port): "\(what) at \(port)"
        case .enteredSwitch(let port, let isUpdated): "  enters \(port)\(isUpdated ? ", which is updated" : "")"
        case .met(_, let table, let key): "    table \(table): \(key.map(Self.text) ?? "no rule, dropped")"
        case .recalled(_, let table, let teacher):
            "    table \(table): what others have taught it, by \(Self.text(teacher))"
        case .bucket(_, let group, let index): "    group \(group): bucket \(index)"
        case .tracked(let zone, let mark): "    zone \(zone): \(mark == 0 ? "a new connection" : "mark \(mark)")"
        case .committed(let zone, let mark): "    zone \(zone): remembers mark \(mark)"
        case .left(let port): "    leaves by \(port)"
        case .enteredBox(let instance, let port): "  enters box “\(instance)” by \(port)"
        case .arrived(let endpoint, let port): "  arrives at endpoint “\(endpoint)” by \(port)"
        case .askedController: "    goes to the controller"
        case .notSentBack(let port): "    is not sent back by \(port)"
        }
    }

    private static func text(_ key: RuleKey) -> String {
        let match = key.matchText
        return "priority \(key.priority)\(match.isEmpty ? "" : ", " + match)"
    }
}

extension RuleKey {
    /// The match as Open vSwitch prints it, or the names of its fields where it does not know them.
    var matchText: String {
        (try? match.ofctlText()) ?? fields.map { $0.field.name.description }.joined(separator: ",")
    }
}
