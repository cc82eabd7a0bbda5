public import FlowDistribution

/// Computes what the prices of an elastic answer prove about how much can be carried, from their definition alone
/// (``CarriedCertificate``).
///
/// ```swift
/// #expect(CarriedCertificateChecker().proves(distribution, for: problem))
/// ```
public struct CarriedCertificateChecker: Sendable {
    /// The largest gap between carried volume and bound that counts as rounding, as a part of the volume of all chains.
    public var tolerance: Double

    public init(tolerance: Double = 1e-7) {
        self.tolerance = tolerance
    }

    /// Whether the answer has prices that prove that no more can be carried.
    public func proves(_ distribution: Distribution, for problem: DistributionProblem) -> Bool {
        guard let certificate = distribution.carriedCertificate, let bound = bound(of: certificate, for: problem) else {
            return false
        }
        let carried = distribution.carried.reduce(0, +)
        return abs(carried - bound) <= tolerance * problem.chains.reduce(0) { $0 + $1.volume }
    }

    /// No distribution carries more than this; nil where the prices are malformed: not one for each site and limit, not
    /// finite, or below 0 for a capacity or limit.
    public func bound(of certificate: CarriedCertificate, for problem: DistributionProblem) -> Double? {
        guard Self.isWellFormed(certificate, for: problem) else { return nil }
        var bound = 0.0
        for (site, price) in zip(problem.sites, certificate.capacityPrices) where price > 0 {
            bound += price * site.capacity
        }
        let limits = problem.bandwidthLimits.map(\.limit) + problem.linkLimits.map(\.limit)
        for (limit, price) in zip(limits, certificate.bandwidthPrices + certificate.linkPrices) where price > 0 {
            bound += price * limit
        }
        var ways = WayPrices(
            DistributionCertificate(
                loadPrices: zip(certificate.bandPrices, certificate.capacityPrices).map(+),
                bandwidthPrices: certificate.bandwidthPrices, linkPrices: certificate.linkPrices),
            problem, hasCosts: false)
        for chain in problem.chains where chain.volume > 0 {
            let paid = zip(chain.sources.map(\.volume), ways.cheapest(of: chain)).reduce(0) { $0 + $1.0 * $1.1 }
            bound += max(0, chain.volume - paid + Self.allowance(of: chain, certificate, problem))
        }
        return bound
    }

    /// What the bands give back because they move with what the chain carries.
    private static func allowance(
        of chain: DistributionProblem.Chain, _ certificate: CarriedCertificate, _ problem: DistributionProblem
    ) -> Double {
        let (forward, backward) = (chain.forwardVolumes, chain.backwardVolumes)
        var sum = 0.0
        for (index, position) in chain.positions.enumerated() {
            let sizes = position.instances.reduce(0) { $0 + problem.sites[$1.index].size }
            for site in position.instances {
                let target = (forward[index] + backward[index + 1]) * problem.sites[site.index].size / sizes
                let price = certificate.bandPrices[site.index]
                sum += price * (price > 0 ? 1 + problem.leeway : 1 - problem.leeway) * target
            }
        }
        return sum
    }

    private static func isWellFormed(_ certificate: CarriedCertificate, for problem: DistributionProblem) -> Bool {
        let limits = certificate.bandwidthPrices + certificate.linkPrices
        return certificate.bandPrices.count == problem.sites.count
            && certificate.capacityPrices.count == problem.sites.count
            && certificate.bandwidthPrices.count == problem.bandwidthLimits.count
            && certificate.linkPrices.count == problem.linkLimits.count
            && certificate.bandPrices.allSatisfy(\.isFinite)
            && (certificate.capacityPrices + limits).allSatisfy { $0 >= 0 && $0.isFinite }
    }
}
