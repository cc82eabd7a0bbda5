internal import CloudTopology

extension CollapsedProblem {
    /// An answer for the original from one for the smaller problem.
    public func expand(_ result: DistributionResult) -> DistributionResult {
        switch result {
        case .optimal(let distribution): .optimal(expand(distribution))
        case .infeasible(let infeasibility): .infeasible(expand(infeasibility))
        case .limit: .limit
        }
    }

    /// Splits what passes a merged site over its members, each within its own band and with few edges; members keep
    /// the price of their group.
    public func expand(_ distribution: Distribution) -> Distribution {
        var expanded = distribution
        expanded.flows = FlowExpansion(self, distribution.flows).flows()
        expanded.certificate.loadPrices = pricesOfMembers(distribution.certificate.loadPrices)
        expanded.carriedCertificate = distribution.carriedCertificate.map(expand)
        return expanded
    }

    /// Hands shortfalls of capacity to members that it cuts, in their order, and prices to all.
    public func expand(_ infeasibility: Infeasibility) -> Infeasibility {
        var expanded = infeasibility
        expanded.shortfalls = infeasibility.shortfalls.flatMap { shortfall in
            guard case .capacity(let site) = shortfall.resource else { return [shortfall] }
            return shortfalls(shortfall.amount, at: site)
        }
        expanded.certificate.loadPrices = pricesOfMembers(infeasibility.certificate.loadPrices)
        return expanded
    }

    func expand(_ certificate: CarriedCertificate) -> CarriedCertificate {
        var expanded = certificate
        expanded.bandPrices = pricesOfMembers(certificate.bandPrices)
        expanded.capacityPrices = pricesOfMembers(certificate.capacityPrices)
        return expanded
    }

    private func pricesOfMembers(_ prices: [Double]) -> [Double] {
        var expanded = [Double](repeating: 0, count: original.sites.count)
        for (price, members) in zip(prices, members) {
            for member in members { expanded[member.index] = price }
        }
        return expanded
    }

    private func shortfalls(_ amount: Double, at site: SiteID) -> [Infeasibility.Shortfall] {
        let members = members[site.index].compactMap { coefficients.bands[$0.index] }
        guard members.count > 1 else {
            return members.map { .init(.capacity($0.site), by: amount) }
        }
        var left = amount
        return members.compactMap { band in
            let raise = min(left, band.highestByLeeway - band.highest)
            left -= raise
            return raise > 0 ? .init(.capacity(band.site), by: raise) : nil
        }
    }
}
