internal import ServiceChaining

/// Which of the possible instance paths a subchain uses where no weights are given.
public enum PathSelection: String, Hashable, Sendable, CaseIterable {
    /// The fewest paths that give every instance exactly its share. The default.
    ///
    /// Each function cuts the interval of all new flows into the shares of its instances; the common refinement
    /// of the cuts gives the paths, at most 1 + Σ(instances − 1) of them.
    case refinement
    /// Every combination of instances, as the paper has it; tags run out soon.
    case allCombinations

    /// Weights above this are cut; nobody splits flows more finely, and products stay far from overflow.
    static let maximumWeight = 1_000_000

    /// An instance and its share beside the others at the same position.
    struct Share {
        let instance: InstanceID
        let weight: Int
    }

    struct WeightedPath {
        var instances: [InstanceID]
        var weight: Int
    }

    /// - Parameter positions: for each function of the subchain, the instances that take new flows.
    /// - Returns: paths with weights of 1...65535; empty where a position has none.
    func paths(through positions: [[Share]]) -> [WeightedPath] {
        let positions = positions.map { shares in
            shares.filter { $0.weight > 0 }
                .map { Share(instance: $0.instance, weight: min($0.weight, Self.maximumWeight)) }
        }
        guard positions.allSatisfy({ !$0.isEmpty }) else { return [] }
        switch self {
        case .refinement: return Self.refine(positions)
        case .allCombinations: return Self.combine(positions)
        }
    }

    private static func refine(_ positions: [[Share]]) -> [WeightedPath] {
        let total = commonTotal(positions)
        let cuts = positions.map { cumulative($0, scaledTo: total) }
        var current = Array(repeating: 0, count: positions.count)
        var paths: [WeightedPath] = []
        var start = 0
        while start < total {
            let end = zip(cuts, current).map { $0[$1] }.min() ?? total
            if end > start {
                paths.append(
                    WeightedPath(
                        instances: zip(positions, current).map { $0[$1].instance }, weight: end - start))
            }
            for position in cuts.indices where cuts[position][current[position]] == end && end < total {
                current[position] += 1
            }
            start = end
        }
        return reduced(paths)
    }

    private static func combine(_ positions: [[Share]]) -> [WeightedPath] {
        var paths = [WeightedPath(instances: [], weight: 1)]
        for shares in positions {
            paths = paths.flatMap { path in
                shares.map { share in
                    let (weight, overflow) = path.weight.multipliedReportingOverflow(by: share.weight)
                    return WeightedPath(
                        instances: path.instances + [share.instance], weight: overflow ? path.weight : weight)
                }
            }
        }
        return reduced(paths)
    }

    /// The end of each share on a scale of `total`; the last one is `total`.
    private static func cumulative(_ shares: [Share], scaledTo total: Int) -> [Int] {
        let sum = shares.reduce(0) { $0 + $1.weight }
        var reached = 0
        return shares.map { share in
            reached += share.weight
            // total is at most 65,520 and weights are bounded by `maximumWeight`, so this cannot overflow.
            return total * reached / sum
        }
    }

    /// The least common multiple of the positions' totals where it is small, else a fine fixed scale.
    private static func commonTotal(_ positions: [[Share]]) -> Int {
        var total = 1
        for shares in positions {
            let sum = shares.reduce(0) { $0 + $1.weight }
            total = total / greatestCommonDivisor(total, sum) * sum
            if total > 65_520 { return 65_520 }
        }
        return total
    }

    private static func reduced(_ paths: [WeightedPath]) -> [WeightedPath] {
        let largest = paths.map(\.weight).max() ?? 1
        let divisor = paths.map(\.weight).reduce(0, greatestCommonDivisor)
        return paths.map { path in
            var path = path
            path.weight = path.weight / max(divisor, 1)
            let limit = largest / max(divisor, 1)
            if limit > 65_535 { path.weight = max(1, path.weight / (limit / 65_535 + 1)) }
            return path
        }
    }
}

/// Euclid's algorithm; 0 counts as neutral.
func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
}
