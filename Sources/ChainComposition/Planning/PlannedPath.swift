public import NetworkTypes
internal import ServiceChaining

/// An instance path with all that its rules need: tags and hops in both directions, and its share of new flows.
public struct PlannedPath: Hashable, Sendable {
    public let id: PathID
    public let subchain: SubchainID
    public let route: InstancePath
    public let tags: Tags
    public let hops: Hops
    /// The share of new flows beside the other paths from the same head; 0 while draining.
    public var weight: Int
    public var state: State

    public enum State: Hashable, Sendable {
        /// Takes new flows.
        case active
        /// Keeps its flows, its tags and its rules, and takes no new flows (Stratos § 4.3, § 5.3).
        case draining
    }

    /// What packets carry on the path (Stratos § 4.2): one value for each direction.
    public struct Tags: Hashable, Sendable {
        public let forward: DSCP
        public let reverse: DSCP

        public subscript(direction: PathDirection) -> DSCP { direction == .forward ? forward : reverse }
    }

    public struct Hops: Hashable, Sendable {
        public let forward: [Hop]
        public let reverse: [Hop]

        public subscript(direction: PathDirection) -> [Hop] { direction == .forward ? forward : reverse }
    }

    /// The port of the head, where forward packets start and replies end.
    public var headPort: SwitchPort? { hops.forward.first?.from }
    /// The port of the far end, where forward packets end and replies start.
    public var endPort: SwitchPort? { hops.forward.last?.to }

    /// The ports between, which the path passes by its tags.
    var interiorPorts: Set<SwitchPort> {
        let all = (hops.forward + hops.reverse).flatMap { [$0.from, $0.to] }
        return Set(all).subtracting([headPort, endPort].compactMap { $0 })
    }
}
