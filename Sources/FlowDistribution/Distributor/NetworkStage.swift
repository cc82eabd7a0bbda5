internal import LinearProgramming

/// The first stage: pool the problem, build its network, run the network simplex.
struct NetworkStage: ~Copyable {
    var pooled = PooledProblem()
    var costs = LevelCosts()
    var hub = HubNetwork()
    private(set) var steps = 0

    init() {}

    enum Outcome {
        case optimal
        /// Some position cannot take its chain's volume.
        case crowded
        case limit
    }

    /// Reads the problem in and finds the optimum without limits, with each shared instance's load divided beforehand.
    mutating func run(_ problem: borrowing DistributionProblem) throws(DistributionError) -> Outcome {
        pooled.load(problem)
        try costs.load(problem, pooled)
        hub.build(pooled, costs)
        if hub.crowdedLayer >= 0 { return .crowded }
        return minimize()
    }

    private mutating func minimize() -> Outcome {
        let arcs = hub.network.arcs.count
        var largest = 0.0
        for layer in 0..<pooled.layers.count {
            largest = max(largest, pooled.layers[layer].forward + pooled.layers[layer].backward)
        }
        largest *= costs.cost[costs.depth]
        var simplex = PrimalNetworkSimplex(limit: 1_000 + 20 * arcs, tolerance: 1e-12 * largest)
        defer { steps = simplex.steps }
        for chain in 0..<pooled.chains.count {
            let range = Int(hub.arcStart[chain])..<Int(hub.arcStart[chain + 1])
            guard simplex.minimize(hub.network, arcs: range) == .optimal else { return .limit }
        }
        return .optimal
    }

    /// Σ cost · flow, without flows that are but rounding.
    var footprint: Double {
        let dust = 1e-13 * pooled.totalVolume
        var sum = 0.0
        for arc in 0..<hub.network.arcs.count where hub.network.arcs[arc].flow > dust {
            sum += hub.network.arcs[arc].cost * hub.network.arcs[arc].flow
        }
        return sum
    }
}
