internal import CloudTopology
internal import LinearProgramming

extension PooledProblem {
    /// A group for each pool of each position, and one for each rack that holds sources or sinks of a chain.
    mutating func formGroups(_ problem: borrowing DistributionProblem) {
        for pool in 0..<pools.count { pools.base[pool].stamp = -1 }
        for chain in 0..<chains.count {
            let range = chains[chain].layers.all
            for layer in range {
                let start = groups.count
                if layer == range.lowerBound {
                    addSourceGroups(problem, chain, layer)
                } else if layer == range.upperBound - 1 {
                    addSinkGroups(problem, chain, layer)
                } else {
                    addPoolGroups(problem, chain, layer)
                }
                layers.base[layer].groups = IndexRange(start, groups.count)
            }
        }
    }

    private mutating func addPoolGroups(_ problem: borrowing DistributionProblem, _ chain: Int, _ layer: Int) {
        for k in layers[layer].sites.all {
            let site = Int(layerSites[k])
            let pool = Int(poolOfSite[site])
            if pools[pool].stamp != Int32(layer) {
                pools.base[pool].stamp = Int32(layer)
                pools.base[pool].successor = Int32(groups.count)
                pools.base[pool].memberships += 1
                groups.append(Group(pool: Int32(pool), rack: pools[pool].rack, chain: Int32(chain)))
            }
            groups.base[Int(pools[pool].successor)].target += layers[layer].unit * problem.sites[site].size
        }
    }

    private mutating func addSourceGroups(_ problem: borrowing DistributionProblem, _ chain: Int, _ layer: Int) {
        for source in problem.chains[chain].sources {
            let group = endpointGroup(problem.sites[source.site.index].rack.rawValue, chain, layer)
            groups.base[group].low += source.volume
            groups.base[group].high += source.volume
        }
    }

    private mutating func addSinkGroups(_ problem: borrowing DistributionProblem, _ chain: Int, _ layer: Int) {
        for sink in problem.chains[chain].sinks {
            let group = endpointGroup(problem.sites[sink.index].rack.rawValue, chain, layer)
            groups.base[group].high = .infinity
        }
    }

    private mutating func endpointGroup(_ rack: Int, _ chain: Int, _ layer: Int) -> Int {
        let slot = Int(slot(forRack: rack))
        if latest[slot].stamp != Int32(layer) {
            latest[slot] = (Int32(layer), Int32(groups.count))
            groups.append(Group(pool: -1, rack: Int32(slot), chain: Int32(chain)))
        }
        return Int(latest[slot].index)
    }

    /// The band of each site, pool and group.
    mutating func setBands(_ problem: borrowing DistributionProblem) {
        let (least, most) = (1 - problem.leeway, 1 + problem.leeway)
        siteLow.extend(to: poolOfSite.count, with: 0)
        siteHigh.extend(to: poolOfSite.count, with: 0)
        for site in 0..<poolOfSite.count where poolOfSite[site] >= 0 {
            let target = siteTarget[site]
            let capacity = problem.sites[site].capacity
            let (low, high) = (least * target, min(most * target, capacity))
            // A capacity that equals the lowest load but for rounding is enough.
            if high < low * (1 - 1e-12) { overloaded = site }
            siteLow[site] = low
            siteHigh[site] = max(low, high)
            let pool = Int(poolOfSite[site])
            pools.base[pool].low += low
            pools.base[pool].high += max(low, high)
            pools.base[pool].target += target
        }
        for layer in 0..<layers.count {
            for group in layers[layer].groups.all where groups[group].pool >= 0 {
                setBounds(group, layers[layer].load)
            }
        }
    }

    /// A pool's band is divided among its groups in the proportion of their targets.
    private mutating func setBounds(_ group: Int, _ load: Double) {
        let pool = pools[Int(groups[group].pool)]
        guard pool.target > 0 else { return }
        let part = groups[group].target / pool.target / load
        groups.base[group].low = pool.low * part
        groups.base[group].high = pool.high * part
    }
}
