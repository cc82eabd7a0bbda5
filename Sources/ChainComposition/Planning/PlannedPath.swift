public import NetworkTypes
internal import ServiceChaining

/// An instance path with all that its rules need: tags and hops in both directions, and its share of new flows.
public struct PlannedPath: Hashable, Sendable {
    public let id: PathID
    public let subchain: SubchainID
    public let route: InstancePath
    /// What carries the tags: the tenant's carrier when the path was made.
    public let carrier: AnyTagCarrier
    public let tags: Tags
    public let hops: Hops
    /// The ports between the ends to which packets come, and from which they go, without a tag: those of boxes that would
    /// not keep it.
    public let proxied: Set<SwitchPort>
    /// The share of new flows beside the other paths from the same head; 0 while draining.
    public var weight: Int
    public var state: State

    public enum State: Hashable, Sendable {
        /// Takes new flows.
        case active
        /// Keeps its flows, its tags and its rules, and takes no new flows (Stratos § 4.3, § 5.3).
        case draining
        /// Its instance has failed: both ends of its TCP connections are told that they are over.
        case resetting
    }

    /// What packets carry on the path (Stratos § 4.2): one value for each direction, and one more for each DSCP value
    /// that the path keeps.
    public struct Tags: Hashable, Sendable {
        public let forward: PathTag
        public let reverse: PathTag
        /// In the order of their markings.
        public let kept: [Kept]

        public init(forward: PathTag, reverse: PathTag, kept: [Kept] = []) {
            self.forward = forward
            self.reverse = reverse
            self.kept = kept
        }

        /// The tags of packets that were sent with a certain DSCP value, which they are to arrive with.
        public struct Kept: Hashable, Sendable {
            public let marking: DSCP
            public let forward: PathTag
            public let reverse: PathTag

            public subscript(direction: PathDirection) -> PathTag { direction == .forward ? forward : reverse }
        }

        public subscript(direction: PathDirection) -> PathTag { direction == .forward ? forward : reverse }

        /// Every tag of a direction, and the marking that it stands for; that of plain packets first.
        public func all(_ direction: PathDirection) -> [(tag: PathTag, marking: DSCP)] {
            [(self[direction], .bestEffort)] + kept.map { ($0[direction], $0.marking) }
        }
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

    /// True for a port between the ends that packets pass with their tags on.
    func passesByTag(_ port: SwitchPort) -> Bool {
        port != headPort && port != endPort && !proxied.contains(port)
    }

    /// The ports between, which the path passes by its tags.
    var interiorPorts: Set<SwitchPort> {
        let all = (hops.forward + hops.reverse).flatMap { [$0.from, $0.to] }
        return Set(all).subtracting([headPort, endPort].compactMap { $0 })
    }
}
