extension Distribution {
    /// Each chain's flow as few instance paths with whole weights, as forwarding takes them.
    ///
    /// ```swift
    /// for path in distribution.paths(of: problem, totalWeight: 100) {
    ///     print(problem.chains[path.chain].name, path.instances, path.weight)
    /// }
    /// ```
    ///
    /// Paths are taken the widest first; there are at most about as many as there are flows between different pairs
    /// of instances. Weights follow the volumes by largest remainder. A path whose weight would be 0 is dropped, and
    /// its share goes to the others, unless an instance would lose all its traffic by that: then it has weight 1.
    ///
    /// - Parameters:
    ///   - problem: the problem that this is an answer to.
    ///   - totalWeight: what the weights of a chain add up to, at least 1; exceeded only where there are more instances
    ///     than that which need a path.
    /// - Returns: the paths of the first chain, the widest first, then those of the next; chains without volume have
    ///   none.
    /// - Complexity: O(flows) for each path.
    public func paths(of problem: DistributionProblem, totalWeight: Int) -> [WeightedPath] {
        problem.chains.indices.flatMap { chain in
            pathSplit(of: problem, chain: chain, totalWeight: totalWeight).paths
        }
    }

    /// The instance paths of one whole chain, whatever its sources, with the rounding error of their weights.
    public func pathSplit(of problem: DistributionProblem, chain: Int, totalWeight: Int) -> PathSplit {
        guard problem.chains.indices.contains(chain) else { return PathSplit(head: nil, paths: [], roundingError: 0) }
        let whole = ChainSegment(chain: chain, positions: problem.chains[chain].positions.indices)
        let flows = flows(of: problem, along: [whole])
        guard !flows.isEmpty else { return PathSplit(head: nil, paths: [], roundingError: 0) }
        let entries = flows[0].reduce(into: [:]) { $0[$1.to, default: 0] += $1.volume }
        var layered = LayeredFlow(entries: entries, flows: Array(flows.dropFirst()))
        return Self.split(layered.takePaths(), head: nil, chain: chain, totalWeight)
    }

    /// The instance paths over some positions of a chain for each place where they start, as composition needs them
    /// for its subchains.
    ///
    /// - Parameters:
    ///   - problem: the problem that this is an answer to.
    ///   - chain: the position of the chain.
    ///   - positions: one or more of its positions.
    ///   - totalWeight: what the weights of each head add up to, as for ``paths(of:totalWeight:)``.
    /// - Returns: one split for each source, or each instance of the position before, from which there is traffic, in
    ///   their order. Empty where the chain does not have the positions.
    public func paths(
        of problem: DistributionProblem, chain: Int, positions: Range<Int>, totalWeight: Int
    ) -> [PathSplit] {
        paths(of: problem, along: [ChainSegment(chain: chain, positions: positions)], totalWeight: totalWeight)
    }

    /// The same for a run of positions that several chains share: their traffic is added up, because behind a
    /// function that rewrites packets it cannot be told apart.
    ///
    /// - Parameter segments: of equal lengths; the paths carry the number of the first one's chain.
    /// - Returns: as for one segment; empty where a chain does not have the positions, or lengths differ.
    public func paths(
        of problem: DistributionProblem, along segments: [ChainSegment], totalWeight: Int
    ) -> [PathSplit] {
        guard let first = segments.first, segments.allSatisfy({ Self.has($0, like: first, problem) }) else { return [] }
        let flows = flows(of: problem, along: segments)
        let entries = flows[0].reduce(into: [:]) { $0[$1.from, default: 0] += $1.volume }
        var layered = LayeredFlow(entries: entries, flows: flows)
        let byHead = Dictionary(grouping: layered.takePaths()) { $0.sites.first }
        return entries.keys.sorted().compactMap { head in
            byHead[head].map { paths in
                let behind = paths.map { LayeredFlow.Path(sites: Array($0.sites.dropFirst()), volume: $0.volume) }
                return Self.split(behind, head: head, chain: first.chain, totalWeight)
            }
        }
    }

    private static func has(_ segment: ChainSegment, like first: ChainSegment, _ problem: DistributionProblem) -> Bool {
        guard problem.chains.indices.contains(segment.chain), !segment.positions.isEmpty else { return false }
        let positions = problem.chains[segment.chain].positions.indices
        return segment.positions.count == first.positions.count && positions.contains(segment.positions.lowerBound)
            && segment.positions.upperBound <= positions.upperBound
    }

    /// The flows into each position of the segments, as volumes where the segments start.
    private func flows(of problem: DistributionProblem, along segments: [ChainSegment]) -> [[Flow]] {
        var gaps = [[Flow]](repeating: [], count: segments.first?.positions.count ?? 0)
        for segment in segments {
            let gains = problem.chains[segment.chain].positions[segment.positions].map(\.gain)
            let scales = gains.reduce(into: [1.0]) { $0.append(($0.last ?? 1) * $1) }
            for flow in flows where flow.chain == segment.chain && segment.positions.contains(flow.position) {
                var flow = flow
                let gap = flow.position - segment.positions.lowerBound
                flow.volume /= scales[gap]
                gaps[gap].append(flow)
            }
        }
        return gaps
    }

    private static func split(
        _ paths: [LayeredFlow.Path], head: SiteID?, chain: Int, _ totalWeight: Int
    ) -> PathSplit {
        let weights = PathWeights.of(paths, total: max(1, totalWeight))
        let weighted = zip(paths, weights).filter { $1 > 0 }.map {
            WeightedPath(chain: chain, instances: $0.sites, volume: $0.volume, weight: $1)
        }
        return PathSplit(head: head, paths: weighted, roundingError: PathWeights.error(of: weights, paths))
    }
}
