/// Whole numbers in place of volumes.
enum PathWeights {
    /// Weights that add up to `total`, by largest remainder: each path gets its share rounded down, and those with the
    /// largest remainders one more, the first where they are equal.
    ///
    /// No instance loses all its traffic by that: where all its paths would get 0, the widest of them gets 1, which the
    /// path that is furthest above its share gives up. A total too small for that is exceeded.
    ///
    /// - Parameters:
    ///   - paths: the widest first.
    ///   - total: at least 1.
    static func of(_ paths: [LayeredFlow.Path], total: Int) -> [Int] {
        let volume = paths.reduce(0) { $0 + $1.volume }
        guard volume > 0 else { return paths.map { _ in 0 } }
        let shares = paths.map { $0.volume / volume * Double(total) }
        // Shares are not negative, so this rounds down, and needs no mathematics library.
        var weights = shares.map { Int(min($0, 0x1p53)) }
        let byRemainder = paths.indices.sorted {
            let remainders = (shares[$0] - Double(weights[$0]), shares[$1] - Double(weights[$1]))
            return remainders.0 != remainders.1 ? remainders.0 > remainders.1 : $0 < $1
        }
        let missing = max(0, total - weights.reduce(0, +))
        for index in byRemainder.prefix(missing) { weights[index] += 1 }
        keepInstances(of: paths, shares, &weights)
        return weights
    }

    private static func keepInstances(of paths: [LayeredFlow.Path], _ shares: [Double], _ weights: inout [Int]) {
        var counts: [Place: Int] = [:]
        for (path, weight) in zip(paths, weights) where weight > 0 {
            for place in places(of: path) { counts[place, default: 0] += 1 }
        }
        for index in paths.indices where weights[index] == 0 {
            let places = places(of: paths[index])
            guard places.contains(where: { (counts[$0] ?? 0) == 0 }) else { continue }
            weights[index] = 1
            for place in places { counts[place, default: 0] += 1 }
            let above = weights.indices.filter { weights[$0] > 1 }.max { a, b in
                let excess = (Double(weights[a]) - shares[a], Double(weights[b]) - shares[b])
                return excess.0 != excess.1 ? excess.0 < excess.1 : a > b
            }
            if let above { weights[above] -= 1 }
        }
    }

    private struct Place: Hashable {
        var layer: Int
        var site: SiteID
    }

    private static func places(of path: LayeredFlow.Path) -> [Place] {
        path.sites.enumerated().map { Place(layer: $0, site: $1) }
    }

    /// The largest difference between shares of weights and shares of volumes.
    static func error(of weights: [Int], _ paths: [LayeredFlow.Path]) -> Double {
        let volume = paths.reduce(0) { $0 + $1.volume }
        let sum = Double(weights.reduce(0, +))
        guard volume > 0, sum > 0 else { return 0 }
        return zip(weights, paths).reduce(0) { max($0, abs(Double($1.0) / sum - $1.1.volume / volume)) }
    }
}
