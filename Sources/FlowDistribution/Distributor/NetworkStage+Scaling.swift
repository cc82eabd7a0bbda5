internal import LinearProgramming

/// A change of volumes alone, where every flow of a chain changes in the same proportion.
extension NetworkStage {
    /// Whether no capacity cuts a band, neither now nor at the new volumes.
    func keepsCapacities(_ problem: borrowing DistributionProblem, at volumes: [Double]) -> Bool {
        for chain in 0..<pooled.chains.count {
            let old = pooled.chains[chain].volume
            let factor = old > 0 ? max(1, volumes[chain] / old) : 1
            for layer in pooled.chains[chain].layers.all.dropFirst().dropLast() {
                for k in pooled.layers[layer].sites.all {
                    let site = Int(pooled.layerSites[k])
                    let high = (1 + problem.leeway) * pooled.siteTarget[site] * factor
                    if high > problem.sites[site].capacity { return false }
                }
            }
        }
        return true
    }

    mutating func scale(to volumes: [Double]) {
        var total = 0.0
        for chain in 0..<pooled.chains.count {
            let old = pooled.chains[chain].volume
            if old > 0 { scale(chain, by: volumes[chain] / old) }
            pooled.chains.base[chain].volume = old > 0 ? volumes[chain] : old
            total += pooled.chains[chain].volume
        }
        pooled.totalVolume = total
    }

    private func scale(_ chain: Int, by factor: Double) {
        let arcs = hub.network.arcs.base
        for arc in Int(hub.arcStart[chain])..<Int(hub.arcStart[chain + 1]) {
            arcs[arc].flow *= factor
            arcs[arc].lower *= factor
            // Zero times infinity is no number.
            if arcs[arc].upper < .infinity { arcs[arc].upper *= factor }
        }
        for layer in pooled.chains[chain].layers.all {
            for group in pooled.layers[layer].groups.all { scale(group: group, by: factor) }
            pooled.layers.base[layer].unit *= factor
        }
        for layer in pooled.chains[chain].layers.all.dropFirst().dropLast() {
            for k in pooled.layers[layer].sites.all {
                let site = Int(pooled.layerSites[k])
                pooled.siteTarget.base[site] *= factor
                pooled.siteLow.base[site] *= factor
                pooled.siteHigh.base[site] *= factor
            }
        }
    }

    private func scale(group: Int, by factor: Double) {
        let groups = pooled.groups.base
        groups[group].target *= factor
        groups[group].low *= factor
        if groups[group].high < .infinity { groups[group].high *= factor }
        guard groups[group].pool >= 0 else { return }
        let pool = Int(groups[group].pool)
        pooled.pools.base[pool].low *= factor
        pooled.pools.base[pool].high *= factor
        pooled.pools.base[pool].target *= factor
    }
}
