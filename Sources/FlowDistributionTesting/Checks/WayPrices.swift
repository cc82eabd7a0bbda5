internal import CloudTopology
internal import FlowDistribution

/// What a unit pays on its way through a chain: costs, and the prices of a certificate.
struct WayPrices {
    private let problem: DistributionProblem
    private let hasCosts: Bool
    private let loadPrices: [Double]
    private let pairPrices: [RackPair: Double]
    private let linkPrices: [TreeLink: Double]
    /// What was computed before.
    private var known: [RackPair: Double] = [:]

    init(_ certificate: DistributionCertificate, _ problem: DistributionProblem, hasCosts: Bool) {
        self.problem = problem
        self.hasCosts = hasCosts
        loadPrices = certificate.loadPrices
        pairPrices = Dictionary(
            zip(problem.bandwidthLimits.map(\.pair), certificate.bandwidthPrices).filter { $0.1 > 0 },
            uniquingKeysWith: +)
        linkPrices = Dictionary(
            zip(problem.linkLimits.map(\.link), certificate.linkPrices).filter { $0.1 > 0 }, uniquingKeysWith: +)
    }

    /// p(s): for each source of a chain what a unit pays on its cheapest way to a sink.
    mutating func cheapest(of chain: DistributionProblem.Chain) -> [Double] {
        let (volume, back) = (chain.volume, chain.backwardVolumes)
        let gains = chain.forwardVolumes.map { $0 / volume }
        var prices = chain.sinks.map { _ in 0.0 }
        for gap in gains.indices.reversed() {
            if gap < chain.positions.count {
                let load = gains[gap] + back[gap + 1] / volume
                for (index, site) in chain.positions[gap].instances.enumerated() {
                    prices[index] += load * loadPrices[site.index]
                }
            }
            prices = over(gap, of: chain, then: prices, forth: gains[gap], back: back[gap] / volume)
        }
        return prices
    }

    /// From what a unit pays from each receiver of a gap on, what it pays from each sender on.
    private mutating func over(
        _ gap: Int, of chain: DistributionProblem.Chain, then prices: [Double], forth: Double, back: Double
    ) -> [Double] {
        let isFree = problem.isFree(gap, of: chain)
        let receivers = chain.receivers(over: gap)
        return chain.senders(over: gap).map { sender in
            var lowest = Double.infinity
            for (receiver, price) in zip(receivers, prices) {
                let way = isFree ? 0 : self.way(from: sender, to: receiver, forth, back)
                lowest = min(lowest, price + way)
            }
            return lowest
        }
    }

    private mutating func way(from sender: SiteID, to receiver: SiteID, _ forth: Double, _ back: Double) -> Double {
        let (from, to) = (problem.sites[sender.index].rack, problem.sites[receiver.index].rack)
        let price = forth * unit(RackPair(from: from, to: to))
        return back > 0 ? price + back * unit(RackPair(from: to, to: from)) : price
    }

    private mutating func unit(_ pair: RackPair) -> Double {
        if let price = known[pair] { return price }
        let links = linkPrices.isEmpty ? [] : problem.tree?.links(of: pair) ?? []
        let price =
            (hasCosts ? problem.unitCost(pair) : 0) + (pairPrices[pair] ?? 0)
            + links.reduce(0) { $0 + (linkPrices[$1] ?? 0) }
        known[pair] = price
        return price
    }
}
