internal import LinearProgramming

/// Where the network simplex starts: each group takes what it must, what is left goes first to groups that can take it
/// from their own rack and then to the others in order; hub arcs and one through arc a layer hold the tree together.
extension HubNetwork {
    /// Decides how much passes each group of a layer, given the layer before.
    mutating func fillLayer(_ problem: borrowing PooledProblem, _ chain: Int, _ layer: Int) {
        let groups = problem.layers[layer].groups.all
        if layer == Int(problem.chains[chain].layers.all.lowerBound) + 1 { fillSources(problem, layer - 1) }
        var left = problem.chains[chain].volume
        for group in groups {
            let low = problem.groups[group].low
            places.base[group].flow = low
            places.base[group].start = .atLower
            left -= low
        }
        var rest = -1
        if left > 0 { rest = followMates(problem, groups, &left) }
        if left > 0 { rest = handOut(problem, groups, &left, where: { $0.hasNext }) }
        if left > 0 { rest = handOut(problem, groups, &left, where: { _ in true }) }
        finish(problem, chain, layer, rest, left)
    }

    private func fillSources(_ problem: borrowing PooledProblem, _ layer: Int) {
        for group in problem.layers[layer].groups.all {
            places.base[group].flow = problem.groups[group].low
        }
    }

    /// Raises groups to what their mates send. Returns the group at which nothing was left, if any.
    private func followMates(
        _ problem: borrowing PooledProblem, _ groups: Range<Int>, _ left: inout Double
    ) -> Int {
        for group in groups {
            let place = places[group]
            guard place.mate >= 0 else { continue }
            let (sent, high) = (places[Int(place.mate)].flow, problem.groups[group].high)
            guard sent > place.flow else { continue }
            let wanted = min(high, sent)
            if wanted - place.flow >= left {
                places.base[group].flow += left
                places.base[group].start = .rest
                left = 0
                return group
            }
            left -= wanted - place.flow
            places.base[group].flow = wanted
            places.base[group].start = wanted == high ? .atUpper : .likeMate
        }
        return -1
    }

    /// Raises groups to their upper bounds. Returns the group at which nothing was left, if any.
    private func handOut(
        _ problem: borrowing PooledProblem, _ groups: Range<Int>, _ left: inout Double,
        where condition: (Place) -> Bool
    ) -> Int {
        for group in groups where condition(places[group]) && places[group].start != .atUpper {
            let room = problem.groups[group].high - places[group].flow
            if room >= left {
                places.base[group].flow += left
                places.base[group].start = .rest
                left = 0
                return group
            }
            left -= room
            places.base[group].flow = problem.groups[group].high
            places.base[group].start = .atUpper
        }
        return -1
    }

    /// One group of each layer takes what rounding or narrow bounds leave.
    private mutating func finish(
        _ problem: borrowing PooledProblem, _ chain: Int, _ layer: Int, _ rest: Int, _ left: Double
    ) {
        let groups = problem.layers[layer].groups.all
        var chosen = rest
        if chosen < 0 {
            chosen = groups.lowerBound
            for group in groups where places[group].start != .likeMate { chosen = group }
        }
        if left > 1e-9 * problem.chains[chain].volume { chosen = widen(problem, groups, chosen, layer, by: left) }
        places.base[chosen].start = .rest
        places.base[chosen].flow += left
    }

    /// The bounds of a layer leave no room. Those of a shared pool's group are only a proposal, so it takes what is left
    /// for now; without one the problem has no answer.
    private mutating func widen(
        _ problem: borrowing PooledProblem, _ groups: Range<Int>, _ otherwise: Int, _ layer: Int, by left: Double
    ) -> Int {
        let shared = groups.first { group in
            let pool = Int(problem.groups[group].pool)
            return pool >= 0 && problem.pools[pool].memberships > 1
        }
        guard let shared else {
            if crowdedLayer < 0 { crowdedLayer = layer }
            return otherwise
        }
        network.arcs.base[Int(places[shared].through)].upper += left
        return shared
    }

    /// Puts the start's flows on the arcs of a gap, and hangs the nodes on both sides of its hubs.
    mutating func plantGap(_ problem: borrowing PooledProblem, _ layer: Int, _ costs: borrowing LevelCosts) {
        for vertex in 0..<costs.vertexCount { hangHub(layer, vertex) }
        for group in problem.layers[layer].groups.all where !places[group].hasNext {
            let place = places[group]
            send(Int(place.up), place.flow)
            hang(place.exit, by: place.up)
        }
        for group in problem.layers[layer + 1].groups.all {
            let place = places[group]
            enter(place)
            if place.mate >= 0 {
                plantPair(places[Int(place.mate)], place)
            } else {
                network.arcs.base[Int(place.down)].flow = place.flow
                if place.start == .rest { hang(hubs[layer], by: place.down) } else { hang(place.entry, by: place.down) }
            }
        }
    }

    /// The through arc of a group; where it is in the tree, entry hangs below exit.
    @inline(__always)
    private func enter(_ place: Place) {
        let arc = Int(place.through)
        network.arcs.base[arc].flow = place.flow
        switch place.start {
        case .atLower: network.arcs.base[arc].state = FlowNetwork.State.atLower
        case .atUpper: network.arcs.base[arc].state = FlowNetwork.State.atUpper
        case .likeMate, .rest: hang(place.entry, by: place.through)
        }
    }

    /// A pair of groups in one rack: the direct arc carries what the smaller one takes, and the larger one is joined to
    /// the hub. The direct arc is always in the tree.
    @inline(__always)
    private func plantPair(_ source: Place, _ target: Place) {
        let common = min(source.flow, target.flow)
        network.arcs.base[Int(target.direct)].flow = common
        send(Int(source.up), source.flow - common)
        network.arcs.base[Int(target.down)].flow = target.flow - common
        let gathers = source.flow < target.flow
        switch target.start {
        case .likeMate:
            hang(source.exit, by: target.direct)
        case .rest where gathers:
            hang(source.exit, by: target.direct)
            hang(network.arcs[Int(target.down)].tail, by: target.down)
        case .rest:
            hang(source.exit, by: target.direct)
            turn(source.exit, by: source.up)
        case _ where gathers:
            hang(target.entry, by: target.down)
            hang(source.exit, by: target.direct)
        default:
            hang(source.exit, by: source.up)
            hang(target.entry, by: target.direct)
        }
    }

    /// Puts flow on the way from a group up to the topmost hub.
    @inline(__always)
    private func send(_ up: Int, _ flow: Double) {
        network.arcs.base[up].flow = flow
        guard flow != 0 else { return }
        var hub = Int(network.arcs[up].head)
        while let arc = hubArc(above: hub) {
            network.arcs.base[arc].flow += flow
            hub = Int(network.arcs[arc].head)
        }
    }

    /// The arc to the hub above another one; nil for the topmost.
    @inline(__always)
    func hubArc(above hub: Int) -> Int? {
        let arc = Int(hubArcs[hub])
        return arc >= 0 ? arc : nil
    }

    private func hangHub(_ layer: Int, _ vertex: Int) {
        let hub = Int(hubs[layer]) - vertexCount + vertex
        if let arc = hubArc(above: hub) { hang(Int32(hub), by: Int32(arc)) }
    }

    /// Hangs a node below the other end of an arc, which becomes part of the tree.
    @inline(__always)
    private func hang(_ node: Int32, by arc: Int32) {
        let it = network.arcs[Int(arc)]
        network.arcs.base[Int(arc)].state = FlowNetwork.State.inTree
        network.hang(Int(node), below: Int(it.tail == node ? it.head : it.tail), by: Int(arc))
    }

    /// Hangs the hubs above a group below it instead of the other way round.
    private func turn(_ exit: Int32, by up: Int32) {
        var (node, arc) = (network.arcs[Int(up)].head, up)
        while true {
            let (parent, link) = (network.nodes[Int(node)].parent, network.nodes[Int(node)].parentArc)
            if parent >= 0 { network.unhang(Int(node)) }
            hang(node, by: arc)
            guard parent >= 0 else { return }
            (node, arc) = (parent, link)
        }
    }
}
