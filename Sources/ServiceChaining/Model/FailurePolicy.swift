/// What becomes of traffic when the instances of a function fail.
///
/// ```swift
/// ServiceFunction("ips", image: "inspector", onFailure: FailurePolicy(.bypass, existing: .repin))
/// ```
public struct FailurePolicy: Hashable, Sendable {
    /// For new flows, while no instance is healthy.
    public var newFlows: Reaction
    /// For flows that went through the instance that failed.
    public var existing: ExistingFlows

    public init(_ newFlows: Reaction = .closed, existing: ExistingFlows = .repin) {
        self.newFlows = newFlows
        self.existing = existing
    }

    public enum Reaction: Hashable, Sendable {
        /// Nothing passes: packets are dropped until an instance is healthy again.
        case closed
        /// Traffic of the chain goes straight to its destination, past all of its functions.
        case open
        /// This function alone is left out; the others are passed as ever.
        case bypass
        /// Instances of another function take its place.
        case backup(FunctionID)
    }

    public enum ExistingFlows: String, Hashable, Sendable, CaseIterable {
        /// They keep their instance, as where it may come back with its state.
        case keep
        /// Their next packet gets another path, like the first of a new flow.
        case repin
        /// Both ends of a TCP connection are told that it is over; what else there is gets another path.
        case reset
    }
}

/// How the health of a function's instances is watched: probes go in at one side and must come out at the other.
public struct HealthCheck: Hashable, Sendable {
    /// From probe to probe.
    public var interval: Duration
    /// A probe that has not come out by then is lost.
    public var timeout: Duration
    /// As many probes in a row must come out before an instance counts as healthy again.
    public var rise: Int
    /// As many probes in a row must be lost before an instance counts as failed.
    public var fall: Int

    public init(
        interval: Duration = .seconds(1), timeout: Duration = .milliseconds(500), rise: Int = 2, fall: Int = 3
    ) {
        self.interval = interval
        self.timeout = timeout
        self.rise = rise
        self.fall = fall
    }
}
