internal import CloudTopology
internal import FlowDistribution

extension DistributionVerifier {
    /// Every source sends its volume.
    func coverage(_ tally: FlowTally, of problem: DistributionProblem) -> [Violation] {
        problem.chains.enumerated().flatMap { index, chain in
            chain.sources.map { source in
                let sent = tally.leaving[.init(chain: index, gap: 0, site: source.site)] ?? 0
                return Violation(
                    .coverage, "source '\(problem.sites[source.site.index].name)' of chain \(index)",
                    amount: Self.relative(abs(sent - source.volume), to: chain.volume))
            }
        }
    }

    /// Every instance passes on what it gets, times the gain, and the sinks get all of it.
    func conservation(_ tally: FlowTally, of problem: DistributionProblem) -> [Violation] {
        problem.chains.enumerated().flatMap { index, chain in
            let volumes = chain.forwardVolumes
            let instances = chain.positions.enumerated().flatMap { gap, position in
                position.instances.map { site in
                    let entered = tally.entering[.init(chain: index, gap: gap, site: site)] ?? 0
                    let left = tally.leaving[.init(chain: index, gap: gap + 1, site: site)] ?? 0
                    return Violation(
                        .conservation, "position \(gap) of chain \(index), '\(problem.sites[site.index].name)'",
                        amount: Self.relative(abs(left - entered * position.gain), to: volumes[gap + 1]))
                }
            }
            let gap = chain.positions.count
            let arrived = chain.sinks.reduce(0) {
                $0 + (tally.entering[.init(chain: index, gap: gap, site: $1)] ?? 0)
            }
            let amount = Self.relative(abs(arrived - volumes[gap]), to: volumes[gap])
            return instances + [Violation(.conservation, "sinks of chain \(index)", amount: amount)]
        }
    }

    /// Loads lie within the bands and capacities.
    func loads(_ tally: FlowTally, of problem: DistributionProblem) -> [Violation] {
        let targets = problem.targets
        var loads = [Double](repeating: 0, count: problem.sites.count)
        var scales = loads
        for (index, chain) in problem.chains.enumerated() {
            let (forward, backward) = (chain.forwardVolumes, chain.backwardVolumes)
            for (gap, position) in chain.positions.enumerated() {
                let whole = forward[gap] + backward[gap + 1]
                for site in position.instances {
                    let entered = tally.entering[.init(chain: index, gap: gap, site: site)] ?? 0
                    loads[site.index] += forward[gap] > 0 ? entered * whole / forward[gap] : entered
                    scales[site.index] += whole
                }
            }
        }
        return problem.sites.indices.filter { scales[$0] > 0 || loads[$0] > 0 }.flatMap { site in
            let (load, target) = (loads[site], targets[site])
            let outside = max((1 - problem.leeway) * target - load, load - (1 + problem.leeway) * target, 0)
            let excess = max(load - problem.sites[site].capacity, 0)
            return [
                Violation(.band, "'\(problem.sites[site].name)'", amount: Self.relative(outside, to: scales[site])),
                Violation(.capacity, "'\(problem.sites[site].name)'", amount: Self.relative(excess, to: scales[site])),
            ]
        }
    }

    /// No more goes over racks and links than their limits allow.
    func limits(_ tally: FlowTally, of problem: DistributionProblem) -> [Violation] {
        let whole = problem.chains.flatMap { $0.forwardVolumes + $0.backwardVolumes }.max() ?? 0
        let amount = { (volume: Double, limit: Double) in
            limit.isFinite ? Self.relative(max(volume - limit, 0), to: max(whole, limit)) : 0
        }
        let pairs = problem.bandwidthLimits.map { limit in
            Violation(.bandwidth, "racks \(limit.pair)", amount: amount(tally.crossing[limit.pair] ?? 0, limit.limit))
        }
        guard let tree = problem.tree, !problem.linkLimits.isEmpty else { return pairs }
        var loads: [TreeLink: Double] = [:]
        for (pair, volume) in tally.crossing {
            for link in tree.links(of: pair) { loads[link, default: 0] += volume }
        }
        return pairs
            + problem.linkLimits.map { limit in
                Violation(.link, "link \(limit.link)", amount: amount(loads[limit.link] ?? 0, limit.limit))
            }
    }
}
