internal import ServiceChaining

/// What happens in a run, the same for every method: which flows start and end when, and how the deployment changes.
struct SteeringScenario: Sendable {
    /// At the start.
    let policy: Policy
    let turns: [Turn]

    /// One tick of the clock, in this order.
    struct Turn: Sendable {
        /// They start within a millisecond.
        var opened: [ScheduledFlow] = []
        var change: DeploymentChange?
    }
}

/// A change of the deployment, and the policy that holds from then on.
struct DeploymentChange: Hashable, Sendable {
    let kind: Kind
    let policy: Policy

    enum Kind: Hashable, Sendable {
        case add(ServiceInstance)
        case drain(InstanceID)
        /// Only where flows that are older than its draining have ended.
        case remove(InstanceID)
        case weigh(InstanceID, Int)
    }
}
