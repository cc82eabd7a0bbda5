public import CloudTopology

extension DistributionProblem {
    /// One service chain: where its traffic comes from, which positions it passes, where it goes.
    public struct Chain: Hashable, Sendable {
        /// For messages.
        public var name: String
        public var sources: [Source]
        /// The functions in order; at least one.
        public var positions: [Position]
        /// The last position sends to any of these.
        public var sinks: [SiteID]
        /// The volume that the sinks send back, through the same instances in reverse order; it follows the split of
        /// the forward traffic. Zero leaves the reverse direction out, as the paper does (footnote 4).
        public var reverseVolume: Double

        public init(
            _ name: String, from sources: [Source], through positions: [Position], to sinks: [SiteID],
            reverseVolume: Double = 0
        ) {
            self.name = name
            self.sources = sources
            self.positions = positions
            self.sinks = sinks
            self.reverseVolume = reverseVolume
        }

        /// V: the volume that enters the chain.
        public var volume: Double { sources.reduce(0) { $0 + $1.volume } }
    }

    /// A source of a chain and the volume that it sends.
    public struct Source: Hashable, Sendable {
        public var site: SiteID
        public var volume: Double

        public init(_ site: SiteID, volume: Double) {
            self.site = site
            self.volume = volume
        }
    }

    /// One function of a chain: its instances, and what becomes of the volume that passes it.
    public struct Position: Hashable, Sendable {
        /// Those that take traffic; at least one, none twice in a chain.
        public var instances: [SiteID]
        /// g: egress volume / ingress volume, positive (the paper's γ is 1/g).
        public var gain: Double
        /// The same for traffic on its way back.
        public var reverseGain: Double

        public init(_ instances: [SiteID], gain: Double = 1, reverseGain: Double = 1) {
            self.instances = instances
            self.gain = gain
            self.reverseGain = reverseGain
        }
    }

    /// What one unit of volume costs between two racks (the paper's `Cost(i → i')`).
    public enum Cost: Sendable {
        /// 0 in one rack, else 1.
        case binary
        /// 0 in one rack, 1 under one switch, 2 where the way goes one level higher, and so on up the tree.
        case hops
        /// Any costs by the level of the lowest common switch, level 0 (one rack) first, up to the root; they must not
        /// fall on the way up.
        case levels([Double])
        /// Any function of the two racks; called for racks that hold sites, in both directions.
        case function(@Sendable (RackPair) -> Double)
    }
}

extension DistributionProblem.Position {
    /// - Parameter gamma: γ: ingress volume / egress volume, as the paper counts.
    public init(_ instances: [SiteID], gamma: Double) {
        self.init(instances, gain: 1 / gamma)
    }
}
