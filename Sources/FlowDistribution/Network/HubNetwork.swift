internal import LinearProgramming

/// The pooled problem as a network in which each gap between layers has a hub instead of an arc for each pair of racks.
///
/// What crosses racks goes up to the hub and down again, at the cost of crossing; what stays in a rack takes a direct
/// arc. With costs by level the hub is a tree of hubs, one for each switch, and traffic turns round at the lowest one
/// that both racks are below. A group is two nodes, where traffic enters and leaves it, with an arc between that bounds
/// what passes. The optimum is that of the problem without limits on rack pairs.
struct HubNetwork: ~Copyable {
    /// The nodes and arcs of a group; -1 where it has none.
    struct Place: BitwiseCopyable {
        /// Where traffic enters and leaves; the same node for sources, and for sinks the root is where it leaves.
        var entry: Int32
        var exit: Int32
        /// From entry to exit.
        var through: Int32 = -1
        /// From exit up to the first hub of the next gap, and down from the topmost hub of the last gap to entry.
        var up: Int32 = -1
        var down: Int32 = -1
        /// The group of the last layer in the same rack that it is paired with at the start, and the arc from there.
        var mate: Int32 = -1
        var direct: Int32 = -1
        /// Whether the next layer has a group in its rack that is paired with it.
        var hasNext = false
        /// The next group of its layer in the same rack.
        var nextInRack: Int32 = -1
        /// What passes at the start.
        var flow = 0.0
        var start = Start.atLower
    }

    /// How the through arc of a group starts.
    enum Start: BitwiseCopyable {
        case atLower, atUpper
        /// As much as the mate sends, between its bounds.
        case likeMate
        /// The one group of a layer that takes what is left, and whose arcs hold the gaps together.
        case rest
    }

    /// What an arc is: through a group (from and to are that group), between two groups, up from or down to one group
    /// (the other is -1), or between hubs (both are -1).
    struct Link: BitwiseCopyable {
        var from: Int32
        var to: Int32
        /// The layer of the group that it leads through, or before the gap that it is in.
        var layer: Int32

        @inline(__always)
        init(from: Int = -1, to: Int = -1, layer: Int) {
            self.from = Int32(truncatingIfNeeded: from)
            self.to = Int32(truncatingIfNeeded: to)
            self.layer = Int32(truncatingIfNeeded: layer)
        }
    }

    var network = FlowNetwork()
    var places = WorkBuffer<Place>()
    /// One for each arc of the network.
    var links = WorkBuffer<Link>()
    /// The topmost hub of the gap after each layer.
    var hubs = WorkBuffer<Int32>()
    /// The arc from each hub to the one above it; -1 for all other nodes.
    var hubArcs = WorkBuffer<Int32>()
    /// How many hubs a gap has below its topmost one.
    private(set) var vertexCount = 0
    /// The arcs of each chain: `arcStart[c]..<arcStart[c + 1]`.
    var arcStart = WorkBuffer<Int32>()
    /// A layer whose groups together cannot take their chain's volume, or -1.
    var crowdedLayer = -1

    init() {}

    /// Builds the network with flows and a tree to start from.
    mutating func build(_ problem: borrowing PooledProblem, _ costs: borrowing LevelCosts) {
        network.reset(nodes: 1)
        links.removeAll()
        arcStart.removeAll()
        hubs.fill(problem.layers.count, with: -1)
        places.fill(problem.groups.count, with: Place(entry: -1, exit: -1))
        hubArcs.fill(1, with: -1)
        vertexCount = costs.vertexCount
        crowdedLayer = -1
        for chain in 0..<problem.chains.count {
            arcStart.append(Int32(network.arcs.count))
            addNodes(problem, chain)
            for layer in problem.chains[chain].layers.all.dropLast() { addGap(problem, layer, costs) }
            for layer in problem.chains[chain].layers.all.dropFirst() { fillLayer(problem, chain, layer) }
            for layer in problem.chains[chain].layers.all.dropLast() { plantGap(problem, layer, costs) }
        }
        arcStart.append(Int32(network.arcs.count))
        network.settle(below: 0)
    }

    private mutating func addNodes(_ problem: borrowing PooledProblem, _ chain: Int) {
        let layers = problem.chains[chain].layers.all
        for layer in layers {
            for group in problem.layers[layer].groups.all {
                let entry = addNode()
                let isInner = layer > layers.lowerBound && layer < layers.upperBound - 1
                let exit = isInner ? addNode() : layer == layers.lowerBound ? entry : 0
                places[group] = Place(entry: entry, exit: exit)
                guard layer > layers.lowerBound else { continue }
                let it = problem.groups[group]
                places.base[group].through = addArc(
                    entry, exit, cost: 0, lower: it.low, upper: it.high, Link(from: group, to: group, layer: layer))
            }
        }
    }

    @inline(__always)
    mutating func addNode() -> Int32 {
        network.nodes.append(FlowNetwork.Node())
        hubArcs.append(-1)
        return Int32(truncatingIfNeeded: network.nodes.count - 1)
    }

    @inline(__always)
    @discardableResult
    mutating func addArc(
        _ tail: Int32, _ head: Int32, cost: Double, lower: Double = 0, upper: Double = .infinity, _ link: Link
    ) -> Int32 {
        network.arcs.append(.init(Int(tail), Int(head), cost: cost, lower: lower, upper: upper))
        links.append(link)
        return Int32(truncatingIfNeeded: network.arcs.count - 1)
    }
}
