internal import LinearProgramming

/// Reads prices off the duals of a network: those that prove an optimum, or that there is none.
enum CertificateBuilder {
    /// - Parameter constrained: the second stage where it was the one that ended; nil where rows play no part.
    static func certificate(
        _ problem: borrowing DistributionProblem, _ stage: borrowing NetworkStage,
        _ constrained: borrowing ConstrainedStage, usesRows: Bool
    ) -> DistributionCertificate {
        var bandwidth = [Double](repeating: 0, count: problem.bandwidthLimits.count)
        var links = [Double](repeating: 0, count: problem.linkLimits.count)
        if usesRows {
            for k in 0..<constrained.table.entries.count {
                let entry = constrained.table.entries[k]
                bandwidth[Int(entry.limit)] = constrained.price(ofRow: entry.row)
            }
            for link in links.indices { links[link] = constrained.price(ofRow: constrained.limits.ofLink[link]) }
        }
        return DistributionCertificate(
            loadPrices: loadPrices(problem.sites.count, stage, constrained), bandwidthPrices: bandwidth,
            linkPrices: links)
    }

    /// What a unit of load must pay so that no way through an instance is cheaper than the potentials say.
    private static func loadPrices(
        _ sites: Int, _ stage: borrowing NetworkStage, _ constrained: borrowing ConstrainedStage
    ) -> [Double] {
        var ofPool = [Double](repeating: -.infinity, count: stage.pooled.pools.count)
        for layer in 0..<stage.pooled.layers.count {
            for group in stage.pooled.layers[layer].groups.all where stage.pooled.groups[group].pool >= 0 {
                let place = stage.hub.places[group]
                let rise = constrained.potential(place.exit, stage.hub) - constrained.potential(place.entry, stage.hub)
                let pool = Int(stage.pooled.groups[group].pool)
                ofPool[pool] = max(ofPool[pool], rise / stage.pooled.layers[layer].load)
            }
        }
        return (0..<sites).map { site in
            let pool = Int(stage.pooled.poolOfSite[site])
            return pool >= 0 && ofPool[pool].isFinite ? ofPool[pool] : 0
        }
    }

    /// The proof that a position's instances cannot take its chain's volume: a unit of flow pays 1 there.
    static func crowded(
        _ problem: borrowing DistributionProblem, _ stage: borrowing NetworkStage
    ) -> DistributionCertificate {
        var prices = [Double](repeating: 0, count: problem.sites.count)
        let layer = stage.pooled.layers[stage.hub.crowdedLayer]
        for k in layer.sites.all { prices[Int(stage.pooled.layerSites[k])] = 1 / layer.load }
        return DistributionCertificate(
            loadPrices: prices, bandwidthPrices: [Double](repeating: 0, count: problem.bandwidthLimits.count),
            linkPrices: [Double](repeating: 0, count: problem.linkLimits.count))
    }
}
