public import CloudTopology

/// A flow distribution to be found: how the traffic of chains is split over the instances of their functions
/// (Stratos § 5.1, Figure 6).
///
/// Everything that a chain's traffic touches is a ``Site``: endpoints, where it starts and ends, and instances, which
/// process it. Sites are named by their position in ``sites``. Volumes, bandwidths and capacities are in one unit of
/// the caller's choice, such as megabits per second.
///
/// ```swift
/// var problem = DistributionProblem(rackCount: 2)
/// let client = problem.addSite("client", in: RackID(0))
/// let firewalls = [0, 1].map { problem.addSite("fw\($0)", in: RackID($0)) }
/// let server = problem.addSite("server", in: RackID(1))
/// problem.chains.append(.init("web", from: [.init(client, volume: 100)], through: [.init(firewalls)], to: [server]))
/// let result = try FlowDistributor().solve(problem)
/// ```
public struct DistributionProblem: Sendable {
    /// A place where traffic starts, is processed or ends.
    public struct Site: Hashable, Sendable {
        /// For messages and answers; unique among the sites.
        public var name: String
        public var rack: RackID
        /// The most volume that may enter, all chains and both directions taken together; infinite where unknown.
        public var capacity: Double
        /// Its part of the load beside the other instances of a position: one of size 2 aims at twice the load of one
        /// of size 1. Identical instances in one rack may also be given as one site of their number.
        public var size: Double

        public init(_ name: String, in rack: RackID, capacity: Double = .infinity, size: Double = 1) {
            self.name = name
            self.rack = rack
            self.capacity = capacity
            self.size = size
        }
    }

    /// The most volume that the traffic of all chains may have from one rack to another (Stratos § 5.1, Eq. 4).
    public struct BandwidthLimit: Hashable, Sendable {
        public var pair: RackPair
        /// What is free now.
        public var available: Double
        /// What the chains of this problem carry there now; it will be moved, so it counts as free as well.
        public var carried: Double

        public init(_ pair: RackPair, available: Double, carried: Double = 0) {
            self.pair = pair
            self.available = available
            self.carried = carried
        }

        /// What the new distribution may use.
        public var limit: Double { available + carried }
    }

    /// The same for one direction of a physical link of ``DistributionProblem/tree``.
    public struct LinkLimit: Hashable, Sendable {
        public var link: TreeLink
        public var available: Double
        public var carried: Double

        public init(_ link: TreeLink, available: Double, carried: Double = 0) {
            self.link = link
            self.available = available
            self.carried = carried
        }

        /// What the new distribution may use.
        public var limit: Double { available + carried }
    }

    /// How many racks there are; sites lie in racks `0..<rackCount`.
    public var rackCount: Int
    /// The switches above the racks; needed where costs or limits speak of them.
    public var tree: RackTree?
    public var sites: [Site] = []
    public var chains: [Chain] = []
    /// What a unit of volume costs on its way between two racks.
    public var cost: Cost = .binary
    /// ε: loads of instances lie within `(1 ± ε)` of their fair part, `0 ≤ ε ≤ 1`; the paper speaks of 10–20 %.
    public var leeway = 0.2
    /// At most one for each ordered pair of different racks; a pair without one is not limited.
    public var bandwidthLimits: [BandwidthLimit] = []
    /// At most one for each link; a link without one is not limited.
    public var linkLimits: [LinkLimit] = []
    /// Whether the ways from sources to the first position and from the last position to sinks cost and use bandwidth,
    /// as all others do. The paper leaves them out.
    public var includesEndpoints = true

    public init(rackCount: Int, tree: RackTree? = nil) {
        self.rackCount = rackCount
        self.tree = tree
    }

    /// Adds a site and returns its identifier.
    @discardableResult
    public mutating func addSite(
        _ name: String, in rack: RackID, capacity: Double = .infinity, size: Double = 1
    ) -> SiteID {
        sites.append(Site(name, in: rack, capacity: capacity, size: size))
        return SiteID(sites.count - 1)
    }
}

/// A site of one ``DistributionProblem``: its position in ``DistributionProblem/sites``.
public struct SiteID: Hashable, Comparable, Sendable {
    public let index: Int

    public init(_ index: Int) {
        self.index = index
    }

    public static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}
