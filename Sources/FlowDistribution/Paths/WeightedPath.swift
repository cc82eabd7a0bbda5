/// One instance for each position of a chain, or of a part of it, with its share of the traffic (Stratos § 4.1).
public struct WeightedPath: Hashable, Sendable {
    /// The position of the chain in ``DistributionProblem/chains``.
    public var chain: Int
    /// One for each position, in order.
    public var instances: [SiteID]
    /// Forward volume that takes the path, as it is where the path starts: for a whole chain what enters the chain.
    public var volume: Double
    /// Share of new flows beside the other paths from the same place.
    public var weight: Int

    public init(chain: Int, instances: [SiteID], volume: Double, weight: Int) {
        self.chain = chain
        self.instances = instances
        self.volume = volume
        self.weight = weight
    }
}

/// The paths from one place, and what was lost when their volumes became whole numbers.
public struct PathSplit: Hashable, Sendable {
    /// Where the paths start: a source, or the instance of the position before; nil where they start at all sources
    /// of a chain.
    public var head: SiteID?
    /// The widest first; weights are positive.
    public var paths: [WeightedPath]
    /// The largest difference between a path's share of the weights and its share of the volume, `0...1`; paths that
    /// got no weight count too.
    public var roundingError: Double

    public init(head: SiteID?, paths: [WeightedPath], roundingError: Double) {
        self.head = head
        self.paths = paths
        self.roundingError = roundingError
    }
}

/// A run of positions of one chain, such as composition makes by cutting chains at functions that rewrite packets.
public struct ChainSegment: Hashable, Sendable {
    /// The position of the chain in ``DistributionProblem/chains``.
    public var chain: Int
    public var positions: Range<Int>

    public init(chain: Int, positions: Range<Int>) {
        self.chain = chain
        self.positions = positions
    }
}
