import CloudTopology
import FlowDistribution

/// Small problems that are written by hand.
enum EdgeProblem {
    /// One chain from rack 0 through a firewall in each rack to rack 0; 100 enter. The band of 0.2 lets 40 of them go
    /// to the far firewall, and they come back: the footprint is 80.
    static func simple(volume: Double = 100) -> DistributionProblem {
        var problem = DistributionProblem(rackCount: 3)
        let client = problem.addSite("client", in: RackID(0))
        let firewalls = [0, 1].map { problem.addSite("fw\($0)", in: RackID($0)) }
        let server = problem.addSite("server", in: RackID(0))
        problem.chains = [
            .init("web", from: [.init(client, volume: volume)], through: [.init(firewalls)], to: [server])
        ]
        return problem
    }

    static func limit(
        _ from: Int, _ to: Int, _ available: Double
    ) -> DistributionProblem.BandwidthLimit {
        .init(RackPair(from: RackID(from), to: RackID(to)), available: available)
    }

    /// The same problem in another unit of volume.
    static func scaled(_ problem: DistributionProblem, by unit: Double) -> DistributionProblem {
        var scaled = problem
        for site in scaled.sites.indices { scaled.sites[site].capacity *= unit }
        for chain in scaled.chains.indices {
            scaled.chains[chain].reverseVolume *= unit
            for source in scaled.chains[chain].sources.indices { scaled.chains[chain].sources[source].volume *= unit }
        }
        for limit in scaled.bandwidthLimits.indices {
            scaled.bandwidthLimits[limit].available *= unit
            scaled.bandwidthLimits[limit].carried *= unit
        }
        for limit in scaled.linkLimits.indices {
            scaled.linkLimits[limit].available *= unit
            scaled.linkLimits[limit].carried *= unit
        }
        return scaled
    }
}
