package import LinearProgramming

/// What a solution of the program says about the problem.
extension DistributionProgram {
    /// The flows of a solution; what is only rounding (1e-11 of the chain's volume on that gap) is left out.
    package func flows(_ solution: LinearProgramSolution) -> [Distribution.Flow] {
        edges.indices.compactMap { index in
            let (edge, volume) = (edges[index], solution.values[index])
            let chain = coefficients.chains[edge.chain]
            guard volume > 1e-11 * chain.volume * chain.forward[edge.gap] else { return nil }
            return Distribution.Flow(
                chain: edge.chain, position: edge.gap, from: edge.from, to: edge.to, volume: volume)
        }
    }

    /// The distribution of an optimal solution of the strict form.
    package func distribution(_ solution: LinearProgramSolution) -> Distribution {
        let flows = flows(solution)
        let footprint = zip(edges, solution.values).reduce(0) { $0 + $1.0.cost * max(0, $1.1) }
        return Distribution(
            objective: footprint, flows: flows, carried: coefficients.chains.map(\.volume),
            certificate: certificate(solution, unit: costUnit), method: .general)
    }

    /// What to raise by how much, from an optimal solution of the shortfall form.
    package func infeasibility(_ solution: LinearProgramSolution) -> Infeasibility {
        let limits = (0..<(problem.bandwidthLimits.count + problem.linkLimits.count)).map(Resource.limit)
        let capacities = problem.sites.indices.map { Resource.capacity(SiteID($0)) }
        let size = coefficients.chains.reduce(0) { max($0, $1.volume) }
        let shortfalls = (limits + capacities).compactMap { resource -> Infeasibility.Shortfall? in
            guard let raise = raises[resource], solution[raise] > 1e-11 * size else { return nil }
            return Infeasibility.Shortfall(named(resource), by: solution[raise])
        }
        return Infeasibility(shortfalls: shortfalls, certificate: certificate(solution, unit: 1))
    }

    private func named(_ resource: Resource) -> Infeasibility.Resource {
        switch resource {
        case .capacity(let site): return .capacity(site)
        case .limit(let index):
            let links = index - problem.bandwidthLimits.count
            return links < 0 ? .bandwidth(problem.bandwidthLimits[index].pair) : .link(problem.linkLimits[links].link)
        }
    }

    /// The carried part of each chain, 1 for chains without volume.
    package func carriedParts(_ solution: LinearProgramSolution) -> [Double] {
        parts.map { part in part.map { min(1, max(0, solution[$0])) } ?? 1 }
    }

    /// The prices of the strict or the shortfall form. A solver's price is positive at an active lower bound when it
    /// minimises; ours is positive where too much load is what costs.
    private func certificate(_ solution: LinearProgramSolution, unit: Double) -> DistributionCertificate {
        let loads = problem.sites.indices.map { index in
            let site = SiteID(index)
            return unit * (bandPrice(site, solution, sign: -1) + price(.capacity(site), solution, sign: -1))
        }
        let prices = limitPrices(solution, sign: -1)
        return DistributionCertificate(
            loadPrices: loads, bandwidthPrices: prices.bandwidth.map { unit * $0 },
            linkPrices: prices.links.map { unit * $0 })
    }

    /// The proof that no more can be carried, from an optimal solution of the form ``Form/mostCarried``. When a solver
    /// maximises, its price is positive at an active upper bound, as ours is.
    package func carriedCertificate(_ solution: LinearProgramSolution) -> CarriedCertificate {
        let sites = problem.sites.indices.map { SiteID($0) }
        let prices = limitPrices(solution, sign: 1)
        return CarriedCertificate(
            bandPrices: sites.map { bandPrice($0, solution, sign: 1) },
            capacityPrices: sites.map { price(.capacity($0), solution, sign: 1) },
            bandwidthPrices: prices.bandwidth, linkPrices: prices.links)
    }

    private func limitPrices(
        _ solution: LinearProgramSolution, sign: Double
    ) -> (bandwidth: [Double], links: [Double]) {
        let (pairs, links) = (problem.bandwidthLimits.count, problem.linkLimits.count)
        let prices = (0..<(pairs + links)).map { price(.limit($0), solution, sign: sign) }
        return (Array(prices[..<pairs]), Array(prices[pairs...]))
    }

    /// Prices of upper bounds are never negative; what rounding makes of zero is cleaned up here.
    private func price(_ resource: Resource, _ solution: LinearProgramSolution, sign: Double) -> Double {
        let price = rows.resources[resource].map { sign * solution[dual: $0] } ?? 0
        return price > Self.roundingOfPrices ? price : 0
    }

    private func bandPrice(_ site: SiteID, _ solution: LinearProgramSolution, sign: Double) -> Double {
        let price = (rows.bands[site] ?? []).reduce(0) { $0 + sign * solution[dual: $1] }
        return abs(price) > Self.roundingOfPrices ? price : 0
    }

    /// Prices are of the size of costs, which are about 1 in the program.
    private static let roundingOfPrices = 1e-13
}
