public import ChainComposition
public import NetworkTypes
public import ServiceChaining

/// A packet of which the rules make something that they should not, and its walk.
public struct Counterexample: Hashable, Sendable {
    public let violation: Violation
    public let tenant: TenantID?
    /// The flow's first packet, as it is sent; for a packet in the middle of things the flow to which it belongs.
    public let flow: FiveTuple?
    /// Where the flow starts.
    public let ingress: SwitchPort?
    /// What the packet carries as it enters, where it matters.
    public let marking: DSCP
    /// The mark that the trackers at both ends are taken to have for the flow; 0 for a new flow.
    public let mark: UInt32
    /// In the middle of an update: which of the switches that the packets met have had their turn.
    public let updated: [DatapathID: Bool]
    /// From the flow's first packet on.
    public let walk: [WalkEvent]
    /// A rule that nobody needs, where that is the violation.
    public let rule: RuleKey?
}

extension Counterexample: CustomStringConvertible {
    public var description: String {
        let start = flow.map { "\n\($0)\(ingress.map { " from \($0)" } ?? "")" } ?? ""
        let moment =
            updated.isEmpty
            ? ""
            : "\nupdated: "
                + updated.sorted { $0.key < $1.key }.filter(\.value)
                .map { "\($0.key)" }.joined(separator: ", ")
        return "\(tenant.map { "\($0): " } ?? "")\(violation)" + start + moment
            + walk.map { "\n\($0)" }.joined()
    }
}
