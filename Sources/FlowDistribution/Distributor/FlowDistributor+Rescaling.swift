internal import LinearProgramming

extension FlowDistributor {
    /// The last problem with other volumes: the sources of each chain, and what comes back, keep their proportions.
    ///
    /// As long as nothing but bands and gains shapes the answer, the new one is the old one times the new volumes, and
    /// no solver runs. That is so while no instance is shared, no capacity cuts a band and all limits are kept;
    /// otherwise the problem is run again.
    ///
    /// ```swift
    /// try distributor.run(problem)
    /// let outcome = try distributor.rescale(volumes: [120, 80, 40])      // outcome.method == .scaled
    /// ```
    ///
    /// - Parameter volumes: one for each chain, in the problem's unit.
    /// - Throws: `.empty` where no problem has been run, `.invalidNumber` naming the chain.
    public func rescale(volumes: [Double]) throws(DistributionError) -> Outcome {
        guard let problem else { throw .init(.empty, "no problem has been run; call run(_:) first", at: "") }
        guard volumes.count == problem.chains.count else {
            let message = "there are \(volumes.count) volumes for \(problem.chains.count) chains; give one for each"
            throw .init(.invalidNumber, message, at: "volumes")
        }
        for (chain, volume) in volumes.enumerated() where !(volume >= 0 && volume <= 1e15) {
            throw .init(.invalidNumber, "is \(volume); it must be a number from 0 to 1e15", at: "volumes[\(chain)]")
        }
        if ending == .network || ending == .scaled, canScale(problem, to: volumes) {
            remember(problem, volumes)
            stage.scale(to: volumes)
            if constrained.table.isEmpty || constrained.splitsHubs(stage, dust: dust) { return end(.scaled) }
        }
        return try run(with: volumes, problem)
    }

    private func canScale(_ problem: DistributionProblem, to volumes: [Double]) -> Bool {
        for chain in 0..<volumes.count where stage.pooled.chains[chain].volume == 0 && volumes[chain] > 0 {
            return false
        }
        return stage.keepsCapacities(problem, at: volumes)
    }

    private func remember(_ problem: DistributionProblem, _ volumes: [Double]) {
        if factors.isEmpty { for _ in volumes { factors.append(1) } }
        for chain in volumes.indices where stage.pooled.chains[chain].volume > 0 {
            factors[chain] *= volumes[chain] / stage.pooled.chains[chain].volume
        }
    }

    private func run(
        with volumes: [Double], _ problem: DistributionProblem
    ) throws(DistributionError) -> Outcome {
        var changed = problem
        changed.setVolumes(volumes)
        return try run(changed)
    }
}

extension DistributionProblem {
    /// Sources and what comes back follow.
    mutating func multiplyVolumes(by factors: [Double]) {
        for (chain, factor) in factors.enumerated() {
            chains[chain].reverseVolume *= factor
            for source in chains[chain].sources.indices { chains[chain].sources[source].volume *= factor }
        }
    }

    /// A chain that had no volume gets equal parts of the new one from its sources.
    mutating func setVolumes(_ volumes: [Double]) {
        for (chain, volume) in volumes.enumerated() {
            let old = chains[chain].volume
            chains[chain].reverseVolume *= old > 0 ? volume / old : 1
            for source in chains[chain].sources.indices {
                let part =
                    old > 0 ? chains[chain].sources[source].volume / old : 1 / Double(chains[chain].sources.count)
                chains[chain].sources[source].volume = volume * part
            }
        }
    }
}
