internal import ChainComposition

/// The ways of steering that are compared (Stratos § 2.1, Table 1).
public enum SteeringMethodKind: String, Hashable, Sendable, CaseIterable, Encodable {
    /// A hash picks the instance at every hop; nothing remembers.
    case selectGroups = "select-groups"
    /// Wildcard rules, divided anew with every change (PLayer, SIMPLE).
    case flowSpaceDivision = "flow-space-division"
    /// Wildcard rules, and packets compared at boxes that rewrite (SIMPLE).
    case packetCorrelation = "packet-correlation"
    /// Exact rules by the controller at every switch.
    case perFlowRules = "per-flow-rules"
    /// Clones and tags, paths picked by the controller (Stratos).
    case reactive
    /// Clones and tags, paths picked and remembered by the switch.
    case resident

    /// Whether it is one of the suite's own engines.
    public var isOurs: Bool { self == .reactive || self == .resident }

    func method() -> any SteeringMethod {
        switch self {
        case .selectGroups: SelectGroupSteering()
        case .flowSpaceDivision: FlowSpaceSteering()
        case .packetCorrelation: CorrelationSteering()
        case .perFlowRules: PerFlowSteering()
        case .reactive: ComposedSteering(ReactiveEngine())
        case .resident: ComposedSteering(ResidentEngine())
        }
    }
}
