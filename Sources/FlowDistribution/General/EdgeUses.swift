package import CloudTopology

/// What a unit of volume between two racks costs, and which limits it uses up; looked up once for each pair of racks.
struct EdgeUses {
    /// One direction of one pair of racks.
    private struct Way {
        var cost: Double
        /// Positions in the list of all limits.
        var limits: [Int]
    }

    /// A unit of forward volume on an edge, with the backward volume that it brings along.
    struct Use {
        var cost: Double
        /// Limits by their position among the bandwidth limits, followed by the link limits; none twice.
        var limits: [(limit: Int, amount: Double)]

        static let free = Use(cost: 0, limits: [])
    }

    private let problem: DistributionProblem
    private let pairs: [RackPair: Int]
    private let links: [TreeLink: Int]
    private var ways: [RackPair: Way] = [:]

    init(_ problem: DistributionProblem) {
        self.problem = problem
        let bandwidthCount = problem.bandwidthLimits.count
        pairs = Dictionary(problem.bandwidthLimits.enumerated().map { ($1.pair, $0) }) { first, _ in first }
        links = Dictionary(problem.linkLimits.enumerated().map { ($1.link, bandwidthCount + $0) }) { first, _ in first }
    }

    /// - Parameter backward: backward volume for each unit of forward volume.
    mutating func use(from: SiteID, to: SiteID, backward: Double) -> Use {
        let there = RackPair(from: problem.sites[from.index].rack, to: problem.sites[to.index].rack)
        let forth = way(there)
        guard backward > 0 else { return Use(cost: forth.cost, limits: forth.limits.map { ($0, 1) }) }
        let back = way(RackPair(from: there.to, to: there.from))
        // No way back uses a limit of the way there: they are directed, and so the two lists have nothing in common.
        return Use(
            cost: forth.cost + backward * back.cost,
            limits: forth.limits.map { ($0, 1) } + back.limits.map { ($0, backward) })
    }

    private mutating func way(_ pair: RackPair) -> Way {
        if let known = ways[pair] { return known }
        var limits: [Int] = []
        if pair.from != pair.to {
            if let limit = pairs[pair] { limits.append(limit) }
            if !links.isEmpty, let tree = problem.tree { limits += tree.links(of: pair).compactMap { links[$0] } }
        }
        let way = Way(cost: problem.cost(of: pair), limits: limits)
        ways[pair] = way
        return way
    }
}

extension DistributionProblem {
    /// What a unit of volume costs between two racks.
    package func cost(of pair: RackPair) -> Double {
        switch cost {
        case .binary: pair.from == pair.to ? 0 : 1
        case .hops: Double(height(of: pair))
        case .levels(let costs): costs.isEmpty ? 0 : costs[min(height(of: pair), costs.count - 1)]
        case .function(let cost): cost(pair)
        }
    }

    private func height(of pair: RackPair) -> Int {
        tree?.height(of: pair) ?? (pair.from == pair.to ? 0 : 1)
    }

    /// Whether flows on a gap of a chain cost anything and use bandwidth.
    package func counts(gap: Int, ofChain chain: Int) -> Bool {
        includesEndpoints || (gap > 0 && gap < chains[chain].positions.count)
    }
}
