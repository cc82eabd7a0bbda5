/// What a soak has seen.
public struct SoakReport: Hashable, Sendable {
    public var seeds = 0
    public var events = 0
    /// Events by kind; those that changed nothing, for want of something to change, are not counted.
    public var eventsByKind: [SoakEvent: Int] = [:]
    /// Packets sent by endpoints, replies not counted.
    public var packets = 0
    public var flows = 0
    /// Updates carried out, and the parts of switches in them.
    public var updates = 0
    public var parts = 0
    /// Policies that could not be composed, such as for want of tags; the one before stays in force.
    public var refusedPolicies = 0
    /// New flows dropped at the door while the entry of their chain was closed for a moment.
    public var flowsHeldBack = 0
    /// New flows that went the way of one between the same addresses, as their chain asks.
    public var flowsFollowed = 0
    public var rulesCompared = 0
    public var violations: [SoakViolation] = []

    public init() {}

    /// How many violations of each kind.
    public var violationsByKind: [SoakViolation.Kind: Int] {
        violations.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 }
    }

    public mutating func add(_ other: SoakReport) {
        seeds += other.seeds
        events += other.events
        eventsByKind.merge(other.eventsByKind, uniquingKeysWith: +)
        packets += other.packets
        flows += other.flows
        updates += other.updates
        parts += other.parts
        refusedPolicies += other.refusedPolicies
        flowsHeldBack += other.flowsHeldBack
        flowsFollowed += other.flowsFollowed
        rulesCompared += other.rulesCompared
        violations += other.violations
    }
}
