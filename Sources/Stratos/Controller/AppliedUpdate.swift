public import ChainComposition

/// What an update did.
public struct AppliedUpdate: Sendable {
    /// What is in force now.
    public let plan: SteeringPlan
    public let update: PlanUpdate
    /// From the first message to the last answer.
    public let duration: Duration
}

/// Which draining paths are empty, and how many flows the others still carry.
public struct DrainReport: Hashable, Sendable {
    public let drained: Set<PathID>
    public let remaining: [PathID: Int]
}
