internal import CloudTopology
internal import LinearProgramming

extension HubNetwork {
    /// The arcs between a layer and the next: up to hubs, down from hubs, and direct ones within racks.
    mutating func addGap(_ problem: borrowing PooledProblem, _ layer: Int, _ costs: borrowing LevelCosts) {
        let it = problem.layers[layer]
        let weight = it.forward + it.backward
        let base = Int32(network.nodes.count)
        for _ in 0...costs.vertexCount { _ = addNode() }
        let top = base + Int32(costs.vertexCount)
        hubs[layer] = top
        addHubArcs(base, top, layer, weight, costs)
        for group in it.groups.all {
            let first =
                costs.depth == 1 ? top : base + Int32(costs.vertex(level: 1, slot: Int(problem.groups[group].rack)))
            places.base[group].up = addArc(
                places[group].exit, first, cost: weight * costs.cost[1], Link(from: group, layer: layer))
        }
        for group in problem.layers[layer + 1].groups.all {
            let entry = places[group].entry
            places.base[group].down = addArc(top, entry, cost: 0, Link(to: group, layer: layer))
            for level in 1..<costs.depth {
                let hub = base + Int32(costs.vertex(level: level, slot: Int(problem.groups[group].rack)))
                addArc(hub, entry, cost: 0, Link(to: group, layer: layer))
            }
        }
        addDirectArcs(problem, layer, costs)
    }

    private mutating func addHubArcs(
        _ base: Int32, _ top: Int32, _ layer: Int, _ weight: Double, _ costs: borrowing LevelCosts
    ) {
        for vertex in 0..<costs.vertexCount {
            let level = costs.level(of: vertex)
            let above = costs.parent(of: vertex).map { base + Int32($0) } ?? top
            let cost = weight * (costs.cost[level + 1] - costs.cost[level])
            let arc = addArc(base + Int32(vertex), above, cost: cost, Link(layer: layer))
            hubArcs[Int(base) + vertex] = arc
        }
    }

    /// Pairs each group with at most one of the same rack in the next layer; further ones get arcs all the same.
    private mutating func addDirectArcs(
        _ problem: borrowing PooledProblem, _ layer: Int, _ costs: borrowing LevelCosts
    ) {
        if costs.function != nil { return addAllArcs(problem, layer, costs) }
        let it = problem.layers[layer]
        let cost = (it.forward + it.backward) * costs.cost[0]
        for group in it.groups.all {
            let rack = Int(problem.groups[group].rack)
            places.base[group].nextInRack =
                problem.latest[rack].stamp == Self.mark(layer) ? problem.latest[rack].index : -1
            problem.latest[rack] = (Self.mark(layer), Int32(group))
        }
        for group in problem.layers[layer + 1].groups.all {
            let rack = Int(problem.groups[group].rack)
            guard problem.latest[rack].stamp == Self.mark(layer) else { continue }
            var source = Int(problem.latest[rack].index)
            while source >= 0 {
                join(source, group, layer, cost)
                source = Int(places[source].nextInRack)
            }
        }
    }

    private static func mark(_ layer: Int) -> Int32 { -2 - Int32(layer) }

    @inline(__always)
    private mutating func join(_ source: Int, _ target: Int, _ layer: Int, _ cost: Double) {
        let (exit, entry) = (places[source].exit, places[target].entry)
        let arc = addArc(exit, entry, cost: cost, Link(from: source, to: target, layer: layer))
        pair(source, target, arc)
    }

    @inline(__always)
    private func pair(_ source: Int, _ target: Int, _ arc: Int32) {
        guard places[target].mate < 0, !places[source].hasNext else { return }
        places.base[target].mate = Int32(source)
        places.base[target].direct = arc
        places.base[source].hasNext = true
    }

    /// For cost functions: an arc for each pair of groups.
    private mutating func addAllArcs(
        _ problem: borrowing PooledProblem, _ layer: Int, _ costs: borrowing LevelCosts
    ) {
        for source in problem.layers[layer].groups.all {
            for target in problem.layers[layer + 1].groups.all {
                let arc = addExplicitArc(problem, layer, costs, source, target)
                let isMate = problem.groups[source].rack == problem.groups[target].rack
                if isMate { pair(source, target, arc) }
            }
        }
    }

    /// An arc of its own for a pair of groups, at the cost of the way between their racks.
    mutating func addExplicitArc(
        _ problem: borrowing PooledProblem, _ layer: Int, _ costs: borrowing LevelCosts, _ source: Int,
        _ target: Int
    ) -> Int32 {
        let it = problem.layers[layer]
        let (a, b) = (Int(problem.groups[source].rack), Int(problem.groups[target].rack))
        let cost = it.forward * costs.cost(problem, a, b) + it.backward * costs.cost(problem, b, a)
        return addArc(
            places[source].exit, places[target].entry, cost: cost, Link(from: source, to: target, layer: layer))
    }
}

extension LevelCosts {
    /// The cost of a unit of volume between two rack slots.
    func cost(_ problem: borrowing PooledProblem, _ from: Int, _ to: Int) -> Double {
        if let function {
            return function(
                RackPair(from: RackID(Int(problem.racks[from])), to: RackID(Int(problem.racks[to]))))
        }
        return cost[height(from, to)]
    }
}
