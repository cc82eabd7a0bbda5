public import ChainComposition
public import FlowDistribution
internal import ServiceChaining

extension TenantDistribution {
    /// The shares of new flows that a distribution asks for, as composition takes them.
    ///
    /// Subchains without traffic and those that pass no function are left to composition. An instance in front of a
    /// subchain that no traffic is foreseen for, such as one that drains and still opens connections, sends on as the
    /// busiest of its siblings does.
    ///
    /// - Parameters:
    ///   - distribution: an answer to ``problem``.
    ///   - totalWeight: what the weights from each place add up to; at most 65,535. The larger, the closer they are to
    ///     the distribution.
    public func weights(by distribution: Distribution, totalWeight: Int = 1000) -> ChainComposer.PathWeights {
        var weights: ChainComposer.PathWeights = [:]
        for subchain in plan.subchains where !subchain.clones.isEmpty {
            let splits = distribution.paths(
                of: problem, along: segments(of: subchain), totalWeight: min(totalWeight, 65_535))
            let routes = routes(of: subchain, splits)
            if !routes.isEmpty { weights[subchain.id] = routes }
        }
        return weights
    }

    /// Where a subchain lies in the chains that pass it and have a volume.
    private func segments(of subchain: Subchain) -> [ChainSegment] {
        subchain.uses.compactMap { use in
            tenantProblem.chains.firstIndex(of: use.chain).map { index in
                ChainSegment(chain: index, positions: use.start..<use.start + subchain.clones.count)
            }
        }
    }

    private func routes(of subchain: Subchain, _ splits: [PathSplit]) -> [InstancePath: Int] {
        var routes: [InstancePath: Int] = [:]
        func add(_ paths: [WeightedPath], from head: InstancePath.Head) {
            for path in paths {
                routes[InstancePath(head: head, instances: tenantProblem.instances(of: path))] = path.weight
            }
        }
        for split in splits {
            if let head = split.head.flatMap(head(at:)) { add(split.paths, from: head) }
        }
        let busiest = splits.max { Self.volume(of: $0) < Self.volume(of: $1) }
        guard let busiest else { return routes }
        let known = Set(routes.keys.map(\.head))
        for head in plan.heads(of: subchain.id) where !known.contains(head) { add(busiest.paths, from: head) }
        return routes
    }

    private func head(at site: SiteID) -> InstancePath.Head? {
        tenantProblem.instance(at: site).map { .instance($0) } ?? tenantProblem.endpoint(at: site).map { .endpoint($0) }
    }

    private static func volume(of split: PathSplit) -> Double { split.paths.reduce(0) { $0 + $1.volume } }
}
