internal import CloudTopology
internal import FlowDistribution

extension DistributionProblem {
    /// For each site its fair part of the volume, both directions and all chains taken together; 0 for endpoints.
    var targets: [Double] {
        var targets = [Double](repeating: 0, count: sites.count)
        for chain in chains {
            let (forward, backward) = (chain.forwardVolumes, chain.backwardVolumes)
            for (index, position) in chain.positions.enumerated() {
                let sizes = position.instances.reduce(0) { $0 + sites[$1.index].size }
                for site in position.instances {
                    targets[site.index] += (forward[index] + backward[index + 1]) * sites[site.index].size / sizes
                }
            }
        }
        return targets
    }

    /// What a unit costs between two racks.
    func unitCost(_ pair: RackPair) -> Double {
        switch cost {
        case .binary: pair.from == pair.to ? 0 : 1
        case .hops: Double(tree?.height(of: pair) ?? 0)
        case .levels(let levels): tree.map { levels[$0.height(of: pair)] } ?? 0
        case .function(let cost): cost(pair)
        }
    }

    /// Whether what goes over a gap of a chain costs nothing and uses no limits.
    func isFree(_ gap: Int, of chain: Chain) -> Bool {
        !includesEndpoints && (gap == 0 || gap == chain.positions.count)
    }

    /// The problem with the volume of each chain, in both directions, scaled to what is carried of it.
    func carrying(_ carried: [Double]) -> DistributionProblem {
        var scaled = self
        for index in scaled.chains.indices where scaled.chains[index].volume > 0 {
            let part = carried[index] / scaled.chains[index].volume
            guard part != 1 else { continue }
            scaled.chains[index].reverseVolume *= part
            for source in scaled.chains[index].sources.indices { scaled.chains[index].sources[source].volume *= part }
        }
        return scaled
    }
}
