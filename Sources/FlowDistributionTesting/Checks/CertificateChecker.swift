internal import CloudTopology
public import FlowDistribution

/// Computes what the prices of an answer prove, by dynamic programming over sites and from their definition alone
/// (``DistributionCertificate``).
///
/// ```swift
/// #expect(CertificateChecker().proves(distribution, for: problem))
/// ```
///
/// That the shortfalls of an infeasible problem suffice cannot be told from prices; raise the limits and solve again.
public struct CertificateChecker: Sendable {
    /// The largest gap between objective and bound that counts as rounding, as a part of the objective.
    public var tolerance: Double

    public init(tolerance: Double = 1e-9) {
        self.tolerance = tolerance
    }

    /// No feasible distribution has a smaller footprint than this; nil where the prices are malformed: not one for each
    /// site and limit, not finite, or below 0 for a limit.
    ///
    /// - Parameters:
    ///   - certificate: the prices.
    ///   - problem: with the carried volumes, where the certificate comes from the elastic form.
    ///   - hasCosts: whether costs count; without them a positive bound proves that the problem is infeasible.
    /// - Complexity: the sum over all gaps of the product of the sites on both sides.
    public func bound(
        of certificate: DistributionCertificate, for problem: DistributionProblem, hasCosts: Bool = true
    ) -> Double? {
        terms(of: certificate, for: problem, hasCosts: hasCosts)?.bound
    }

    /// Whether the certificate of a distribution proves that its objective is the smallest. For the elastic form, that
    /// of the carried volumes.
    public func proves(_ distribution: Distribution, for problem: DistributionProblem) -> Bool {
        guard distribution.carried.count == problem.chains.count, distribution.objective.isFinite else { return false }
        let scaled = problem.carrying(distribution.carried)
        guard let terms = terms(of: distribution.certificate, for: scaled, hasCosts: true) else { return false }
        let objective = distribution.objective
        let rounding = tolerance * max(abs(objective), abs(terms.bound)) + 1e-13 * terms.scale
        // A bound that is above the objective refutes it.
        return abs(objective - terms.bound) <= rounding
    }

    /// Whether there can be no distribution: the bound without costs is positive beyond rounding, or an instance has
    /// less capacity than its lowest load.
    public func provesInfeasible(_ infeasibility: Infeasibility, for problem: DistributionProblem) -> Bool {
        let targets = problem.targets
        let isShort = problem.sites.indices.contains { site in
            let lowest = (1 - problem.leeway) * targets[site]
            return problem.sites[site].capacity < lowest * (1 - tolerance)
        }
        if isShort { return true }
        guard let terms = terms(of: infeasibility.certificate, for: problem, hasCosts: false) else { return false }
        return terms.bound > tolerance * terms.scale
    }

    private func terms(
        of certificate: DistributionCertificate, for problem: DistributionProblem, hasCosts: Bool
    ) -> BoundTerms? {
        guard Self.isWellFormed(certificate, for: problem) else { return nil }
        var terms = BoundTerms()
        var prices = WayPrices(certificate, problem, hasCosts: hasCosts)
        for chain in problem.chains where chain.volume > 0 {
            for (volume, price) in zip(chain.sources.map(\.volume), prices.cheapest(of: chain)) {
                terms.add(volume > 0 ? volume * price : 0)
            }
        }
        for (site, target) in problem.targets.enumerated() {
            let price = certificate.loadPrices[site]
            let lowest = (1 - problem.leeway) * target
            let highest = min((1 + problem.leeway) * target, problem.sites[site].capacity)
            if price != 0 { terms.add(-max(price * lowest, price * highest), size: abs(price) * target) }
        }
        let limits = problem.bandwidthLimits.map(\.limit) + problem.linkLimits.map(\.limit)
        for (limit, price) in zip(limits, certificate.bandwidthPrices + certificate.linkPrices) where price > 0 {
            terms.add(-price * limit)
        }
        return terms
    }

    private static func isWellFormed(
        _ certificate: DistributionCertificate, for problem: DistributionProblem
    ) -> Bool {
        certificate.loadPrices.count == problem.sites.count
            && certificate.bandwidthPrices.count == problem.bandwidthLimits.count
            && certificate.linkPrices.count == problem.linkLimits.count
            && certificate.loadPrices.allSatisfy(\.isFinite)
            && (certificate.bandwidthPrices + certificate.linkPrices).allSatisfy { $0 >= 0 && $0.isFinite }
    }
}

/// A sum with the size of its terms, which tells how much of it may be rounding. What a sum of prices times volumes
/// comes from may be larger than the sum: a price of a load that is added to the way and taken off the band.
private struct BoundTerms {
    private(set) var bound = 0.0
    private(set) var scale = 0.0

    /// - Parameter size: the least that the numbers were from which the term was computed.
    mutating func add(_ term: Double, size: Double = 0) {
        bound += term
        scale += max(abs(term), size)
    }
}
