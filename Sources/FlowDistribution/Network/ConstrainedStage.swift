internal import LinearProgramming

/// The second stage: the dual simplex from the first stage's tree, with rows for what the network alone cannot say.
///
/// Loads of shared instances and limits of links are rows over the arcs that are there. A limit of a rack pair needs
/// arcs of its own: a group that sends into a limited pair is *expanded*, that is it leaves the hub and gets an arc to
/// each group of the next layer. Only groups whose limits have stood in the way of a split are expanded, so most of the
/// hubs stay.
struct ConstrainedStage: ~Copyable {
    private var simplex = DualNetworkSimplex()
    private(set) var limits = LimitRows()
    var table = BandwidthTable()
    var split = HubSplit()
    private var expanded = WorkBuffer<Bool>()
    /// The tree and the arcs as the first stage left them.
    private var nodes = WorkBuffer<FlowNetwork.Node>()
    private var arcs = WorkBuffer<FlowNetwork.Arc>()
    private(set) var steps = 0

    init() {}

    enum Outcome {
        case optimal
        /// Potentials of the network and multipliers of rows are the proof.
        case infeasible
        /// No answer that can be trusted.
        case trouble
    }

    /// Σ multiplier · … of a row, for certificates.
    func multiplier(_ row: Int32) -> Double {
        row >= 0 ? simplex.rows.rows[Int(row)].multiplier : 0
    }

    /// Whether what goes through the hubs can be split so that all limits of rack pairs are kept.
    mutating func splitsHubs(_ stage: borrowing NetworkStage, dust: Double) -> Bool {
        split.run(stage.pooled, stage.hub, table, dust: dust)
    }

    mutating func run(
        _ problem: borrowing DistributionProblem, _ stage: inout NetworkStage, dust: Double
    ) -> Outcome {
        steps = 0
        save(stage.hub)
        expanded.fill(stage.pooled.groups.count, with: false)
        // With a tree of hubs or a cost for each pair of racks the hubs do not show who sends to whom.
        if !table.isEmpty, stage.costs.depth > 1 || stage.costs.function != nil { expandAll() }
        for round in 0..<8 {
            if round > 0 { restore(&stage.hub) }
            if round == 5 { expandAll() }
            expand(&stage)
            if stage.pooled.hasSharedPools { relaxShares(stage) }
            limits.build(&simplex.rows, problem, stage.pooled, stage.costs, stage.hub, table)
            let limit = 1_000 + 20 * stage.hub.network.arcs.count
            let outcome = simplex.minimize(stage.hub.network, limit: limit, tolerance: dust)
            steps += simplex.steps
            switch outcome {
            case .infeasible: return .infeasible
            case .limit, .trouble: return .trouble
            case .optimal: break
            }
            if stage.costs.depth > 1 || split.run(stage.pooled, stage.hub, table, dust: dust) { return .optimal }
            if !markBlocked(stage.pooled) { expandAll() }
        }
        return .trouble
    }

    private mutating func save(_ hub: borrowing HubNetwork) {
        nodes.reserve(hub.network.nodes.count)
        nodes.count = hub.network.nodes.count
        nodes.base.update(from: hub.network.nodes.base, count: nodes.count)
        arcs.reserve(hub.network.arcs.count)
        arcs.count = hub.network.arcs.count
        arcs.base.update(from: hub.network.arcs.base, count: arcs.count)
    }

    private func restore(_ hub: inout HubNetwork) {
        hub.network.nodes.base.update(from: nodes.base, count: nodes.count)
        hub.network.arcs.base.update(from: arcs.base, count: arcs.count)
        hub.network.arcs.count = arcs.count
        hub.links.count = arcs.count
    }

    private mutating func expandAll() {
        for group in 0..<expanded.count { expanded[group] = true }
    }

    /// Marks the groups that send into pairs in the way. Returns whether there were any that are not marked yet.
    private mutating func markBlocked(_ pooled: borrowing PooledProblem) -> Bool {
        var isNew = false
        for k in 0..<split.blocked.count {
            let entry = table.entries[Int(split.blocked[k])]
            for chain in 0..<pooled.chains.count {
                for layer in pooled.chains[chain].layers.all.dropLast() {
                    let it = pooled.layers[layer]
                    if it.forward > 0, mark(pooled, layer, from: entry.from, to: entry.to) { isNew = true }
                    if it.backward > 0, mark(pooled, layer, from: entry.to, to: entry.from) { isNew = true }
                }
            }
        }
        return isNew
    }

    private func mark(_ pooled: borrowing PooledProblem, _ layer: Int, from: Int32, to: Int32) -> Bool {
        var isNew = false
        guard pooled.layers[layer + 1].groups.all.contains(where: { pooled.groups[$0].rack == to }) else {
            return false
        }
        for group in pooled.layers[layer].groups.all where pooled.groups[group].rack == from && !expanded[group] {
            expanded[group] = true
            isNew = true
        }
        return isNew
    }

    /// Closes the hub to expanded groups and gives them arcs.
    private func expand(_ stage: inout NetworkStage) {
        for chain in 0..<stage.pooled.chains.count {
            for layer in stage.pooled.chains[chain].layers.all.dropLast() {
                let it = stage.pooled.layers[layer]
                guard it.forward + it.backward > 0 else { continue }
                for group in it.groups.all where expanded[group] { expand(&stage, group, layer) }
            }
        }
    }

    private func expand(_ stage: inout NetworkStage, _ group: Int, _ layer: Int) {
        stage.hub.network.arcs.base[Int(stage.hub.places[group].up)].upper = 0
        guard stage.costs.function == nil else { return }
        for target in stage.pooled.layers[layer + 1].groups.all
        where stage.pooled.groups[target].rack != stage.pooled.groups[group].rack {
            _ = stage.hub.addExplicitArc(stage.pooled, layer, stage.costs, group, target)
        }
    }

    /// Lets groups of shared pools take whatever their pool can; arcs at a bound move to the one that suits their
    /// reduced cost.
    private func relaxShares(_ stage: borrowing NetworkStage) {
        let network = stage.hub.network.arcs.base
        for layer in 0..<stage.pooled.layers.count {
            for group in stage.pooled.layers[layer].groups.all where stage.pooled.groups[group].pool >= 0 {
                let pool = stage.pooled.pools[Int(stage.pooled.groups[group].pool)]
                guard pool.memberships > 1 else { continue }
                let arc = Int(stage.hub.places[group].through)
                network[arc].lower = 0
                network[arc].upper = pool.high / stage.pooled.layers[layer].load
                guard network[arc].state != FlowNetwork.State.inTree else { continue }
                let isLow = stage.hub.network.reducedCost(arc) >= 0
                network[arc].state = isLow ? FlowNetwork.State.atLower : FlowNetwork.State.atUpper
                stage.hub.network.push(arc, by: (isLow ? 0 : network[arc].upper) - network[arc].flow)
            }
        }
    }
}
