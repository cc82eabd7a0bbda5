internal import ChainComposition
internal import ServiceChaining

/// Sends new flows through chosen instances alone, by the shares of paths; tags and rules stay what they are.
struct PathChoice {
    let instances: Set<InstanceID>

    init(_ instances: Set<InstanceID>) {
        self.instances = instances
    }

    /// Shares for the subchains that pass one of the instances.
    ///
    /// - Throws: ``StratosError`` with code `pathMissing`.
    func weights(for plan: SteeringPlan) throws(StratosError) -> ChainComposer.PathWeights {
        var weights: ChainComposer.PathWeights = [:]
        var found: Set<InstanceID> = []
        for (subchain, paths) in Dictionary(grouping: plan.paths, by: \.subchain) {
            let wanted = instances.intersection(paths.flatMap(\.route.instances))
            guard !wanted.isEmpty else { continue }
            let right = paths.filter { wanted.isSubset(of: $0.route.instances) }
            guard !right.isEmpty else { throw missing(wanted) }
            found.formUnion(wanted)
            weights[subchain] = Dictionary(right.map { ($0.route, 1) }) { first, _ in first }
        }
        guard found == instances else { throw missing(instances.subtracting(found)) }
        return weights
    }

    private func missing(_ instances: Set<InstanceID>) -> StratosError {
        let names = instances.map { "'\($0)'" }.sorted().joined(separator: " and ")
        return StratosError(.pathMissing, "no path passes \(names); name instances of one path, or fewer")
    }
}
