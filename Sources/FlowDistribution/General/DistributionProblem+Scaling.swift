extension DistributionProblem {
    /// The same problem in another unit of volume: every volume, capacity and limit times `factor`. Its flows and its
    /// footprint are `factor` times as large, its prices the same.
    func scaled(by factor: Double) -> DistributionProblem {
        var scaled = carrying(chains.map { _ in factor })
        for index in sites.indices { scaled.sites[index].capacity *= factor }
        for index in bandwidthLimits.indices {
            scaled.bandwidthLimits[index].available *= factor
            scaled.bandwidthLimits[index].carried *= factor
        }
        for index in linkLimits.indices {
            scaled.linkLimits[index].available *= factor
            scaled.linkLimits[index].carried *= factor
        }
        return scaled
    }

    /// The problem of carrying only a part of each chain's volume, in both directions.
    ///
    /// - Parameter parts: one for each chain, `0...1`.
    func carrying(_ parts: [Double]) -> DistributionProblem {
        var problem = self
        for (chain, part) in zip(chains.indices, parts) {
            problem.chains[chain].reverseVolume *= part
            for source in chains[chain].sources.indices { problem.chains[chain].sources[source].volume *= part }
        }
        return problem
    }

    /// The problem with limits and capacities raised: each by its shortfall, and all by a hair against rounding.
    func raised(by shortfalls: [Infeasibility.Shortfall], hair: Double) -> DistributionProblem {
        var raised = self
        let raises = Dictionary(shortfalls.map { ($0.resource, $0.amount) }) { first, _ in first }
        for index in sites.indices {
            raised.sites[index].capacity += hair + (raises[.capacity(SiteID(index))] ?? 0)
        }
        for (index, limit) in bandwidthLimits.enumerated() {
            raised.bandwidthLimits[index].available += hair + (raises[.bandwidth(limit.pair)] ?? 0)
        }
        for (index, limit) in linkLimits.enumerated() {
            raised.linkLimits[index].available += hair + (raises[.link(limit.link)] ?? 0)
        }
        return raised
    }

    /// A power of two in which the smallest volume on any gap is between 64 and 128: solvers have fixed tolerances and
    /// should meet the same numbers whatever the caller's unit is, and no chain so small beside another that its rows
    /// are within the tolerance. At 10⁻⁸ of another's volume solvers begin to contradict themselves, which is an error and
    /// no wrong answer; below 10⁻¹² nothing can be told apart.
    var unitOfVolume: Double {
        let volumes = chains.flatMap { chain in
            chain.positions.reduce(into: [chain.volume]) { $0.append(($0.last ?? 0) * $1.gain) }
        }
        let largest = volumes.reduce(0, max)
        let smallest = volumes.filter { $0 >= largest * 1e-12 }.reduce(largest, min)
        guard smallest.isNormal else { return 1 }
        return Double(sign: .plus, exponent: smallest.exponent - 6, significand: 1)
    }
}

extension Distribution {
    /// The same in another unit of volume.
    func scaled(by factor: Double) -> Distribution {
        var scaled = self
        scaled.objective *= factor
        scaled.carried = carried.map { $0 * factor }
        for index in flows.indices { scaled.flows[index].volume *= factor }
        return scaled
    }
}

extension DistributionResult {
    /// The same in another unit of volume.
    func scaled(by factor: Double) -> DistributionResult {
        switch self {
        case .optimal(let distribution): return .optimal(distribution.scaled(by: factor))
        case .infeasible(var infeasibility):
            for index in infeasibility.shortfalls.indices { infeasibility.shortfalls[index].amount *= factor }
            return .infeasible(infeasibility)
        case .limit: return .limit
        }
    }
}
