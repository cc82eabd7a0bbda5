internal import FlowDistribution

extension DistributionProblem.Chain {
    /// V·G_j: the forward volume over gap j, the way into position j, and that to the sinks last.
    var forwardVolumes: [Double] {
        positions.reduce(into: [volume]) { volumes, position in
            volumes.append((volumes.last ?? 0) * position.gain)
        }
    }

    /// R·H_j: the volume that goes back over gap j.
    var backwardVolumes: [Double] {
        positions.reversed().reduce(into: [reverseVolume]) { volumes, position in
            volumes.append((volumes.last ?? 0) * position.reverseGain)
        }.reversed()
    }

    /// The sites from which traffic comes over gap j.
    func senders(over gap: Int) -> [SiteID] {
        gap == 0 ? sources.map(\.site) : positions[gap - 1].instances
    }

    /// The sites to which traffic goes over gap j.
    func receivers(over gap: Int) -> [SiteID] {
        gap == positions.count ? sinks : positions[gap].instances
    }
}
