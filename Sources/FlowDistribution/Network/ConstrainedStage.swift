internal import LinearProgramming

/// The second stage: the dual simplex from the first stage's tree, with rows for what the network alone cannot say.
///
/// Loads of shared instances and limits of links are rows over the arcs that are there. A limit of a rack pair needs
/// arcs of its own: a group that sends into a limited pair is *expanded*, that is it leaves the hub and gets an arc to
/// each group of the next layer. Only groups whose limits have stood in the way of a split are expanded, so most of the
/// hubs stay.
struct ConstrainedStage: ~Copyable {
    private var simplex = DualNetworkSimplex()
    private var start = ExplicitStart()
    /// The first arc of its own of each expanded group.
    private var explicitStart = WorkBuffer<Int32>()
    private(set) var limits = LimitRows()
    var table = BandwidthTable()
    var split = HubSplit()
    private var expanded = WorkBuffer<Bool>()
    /// The tree and the arcs as the first stage left them.
    private var nodes = WorkBuffer<FlowNetwork.Node>()
    private var arcs = WorkBuffer<FlowNetwork.Arc>()
    private(set) var steps = 0
    private var isProof = false
    /// Whether rows for all limits are in place, and all groups expanded that have to do with limits of rack pairs.
    private var isComplete = false
    private var hasRun = false

    init() {}

    enum Outcome {
        case optimal
        /// Potentials of the network and multipliers of rows are the proof.
        case infeasible
        /// No answer that can be trusted.
        case trouble
    }

    /// The price of a row and the potential of a node: of the optimum, or of the proof that there is none.
    func price(ofRow row: Int32) -> Double {
        guard row >= 0 else { return 0 }
        return max(0, -(isProof ? simplex.proof(ofRow: Int(row)) : simplex.rows.rows[Int(row)].multiplier))
    }

    func potential(_ node: Int32, _ hub: borrowing HubNetwork) -> Double {
        isProof ? simplex.proof(ofNode: Int(node)) : hub.network.nodes[Int(node)].potential
    }

    /// Whether what goes through the hubs can be split so that all limits of rack pairs are kept.
    mutating func splitsHubs(_ stage: borrowing NetworkStage, dust: Double) -> Bool {
        split.run(stage.pooled, stage.hub, table, dust: dust)
    }

    mutating func run(
        _ problem: borrowing DistributionProblem, _ stage: inout NetworkStage, dust: Double
    ) -> Outcome {
        begin(stage)
        // With a tree of hubs or a cost for each pair of racks the hubs do not show who sends to whom.
        if !table.isEmpty, stage.costs.depth > 1 || stage.costs.function != nil { expandAll() }
        // Few arcs are cheaper than a second start; of many, most are never needed.
        let lastRound = allArcs(stage.pooled) <= Self.fewArcs ? 0 : 4
        for round in 0..<8 {
            if round > 0 { restore(&stage.hub) }
            if round == lastRound { expandAll() }
            let outcome = minimize(problem, &stage, dust: dust)
            guard outcome == .optimal else { return outcome }
            if stage.costs.depth > 1 || splitsHubs(stage, dust: dust) { return .optimal }
            if !markBlocked(stage.pooled) { expandAll() }
        }
        return .trouble
    }

    private mutating func minimize(
        _ problem: borrowing DistributionProblem, _ stage: inout NetworkStage, dust: Double
    ) -> Outcome {
        expand(&stage)
        if stage.pooled.hasSharedPools { relaxShares(stage) }
        limits.build(&simplex.rows, problem, stage.pooled, stage.costs, stage.hub, table)
        let result = simplex.minimize(stage.hub.network, limit: patience(stage), tolerance: dust)
        return outcome(result, after: simplex.steps)
    }

    private func patience(_ stage: borrowing NetworkStage) -> Int { 1_000 + 20 * stage.hub.network.arcs.count }

    private mutating func outcome(_ outcome: DualNetworkSimplex.Outcome, after taken: Int) -> Outcome {
        steps += taken
        isProof = outcome == .infeasible
        switch outcome {
        case .optimal: return .optimal
        case .infeasible: return .infeasible
        case .limit, .trouble: return .trouble
        }
    }

    /// Remembers what the first stage has left.
    private mutating func begin(_ stage: borrowing NetworkStage) {
        save(stage.hub)
        expanded.fill(stage.pooled.groups.count, with: false)
        hasRun = true
        isComplete = table.isEmpty
    }

    /// Forgets the last problem and reads the limits of rack pairs of the next one.
    mutating func load(_ problem: borrowing DistributionProblem, _ pooled: borrowing PooledProblem) {
        (steps, isProof, isComplete, hasRun) = (0, false, false, false)
        table.load(problem, pooled)
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

    private static let fewArcs = 4_000

    /// How many arcs there were if all groups were expanded.
    func allArcs(_ pooled: borrowing PooledProblem) -> Int {
        guard !table.isEmpty else { return 0 }
        var sum = 0
        for chain in 0..<pooled.chains.count {
            for layer in pooled.chains[chain].layers.all.dropLast() {
                sum += pooled.layers[layer].groups.all.count * pooled.layers[layer + 1].groups.all.count
            }
        }
        return sum
    }

    private mutating func expandAll() {
        for group in 0..<expanded.count { expanded[group] = true }
        isComplete = true
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
    private mutating func expand(_ stage: inout NetworkStage) {
        explicitStart.fill(stage.pooled.groups.count, with: -1)
        table.refill()
        for chain in 0..<stage.pooled.chains.count {
            for layer in stage.pooled.chains[chain].layers.all.dropLast() {
                let it = stage.pooled.layers[layer]
                guard it.forward + it.backward > 0 else { continue }
                var isWhole = stage.costs.depth == 1 && stage.costs.function == nil
                for group in it.groups.all {
                    if expanded[group] { expand(&stage, group, layer) } else { isWhole = false }
                }
                if isWhole { start.plant(stage.hub, stage.pooled, table, layer, explicitStart: explicitStart) }
            }
        }
        stage.hub.network.settle(below: 0)
    }

    private func expand(_ stage: inout NetworkStage, _ group: Int, _ layer: Int) {
        stage.hub.network.arcs.base[Int(stage.hub.places[group].up)].upper = 0
        guard stage.costs.function == nil else { return }
        explicitStart[group] = Int32(stage.hub.network.arcs.count)
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

/// What balancing needs of the simplex.
extension ConstrainedStage {
    /// Brings rows for all limits into place, at the optimum.
    mutating func prepareBalance(
        _ problem: borrowing DistributionProblem, _ stage: inout NetworkStage, dust: Double
    ) -> Bool {
        if hasRun && isComplete { return true }
        if hasRun { restore(&stage.hub) } else { begin(stage) }
        expandAll()
        return minimize(problem, &stage, dust: dust) == .optimal
    }

    /// Gives the network back as the first stage left it, for answers that come from the first stage alone: what was
    /// added for balancing is not scaled with the volumes.
    mutating func undo(_ stage: inout NetworkStage) {
        guard hasRun else { return }
        restore(&stage.hub)
        (isProof, isComplete, hasRun) = (false, false, false)
    }

    /// Lets every limited link and rack pair carry no more than a part of its limit.
    func scaleLimits(by scale: Double) {
        for k in 0..<table.entries.count where table.entries[k].row >= 0 {
            simplex.setUpper(ofRow: Int(table.entries[k].row), to: scale * table.entries[k].bandwidth)
        }
        for k in 0..<limits.ofLink.count where limits.ofLink[k] >= 0 {
            simplex.setUpper(ofRow: Int(limits.ofLink[k]), to: scale * limits.bound(ofLink: k))
        }
    }

    /// How much the prices in force would give for all limits.
    var limitsWorth: Double {
        var sum = 0.0
        for k in 0..<table.entries.count { sum += price(ofRow: table.entries[k].row) * table.entries[k].bandwidth }
        for k in 0..<limits.ofLink.count where limits.ofLink[k] >= 0 {
            sum += price(ofRow: limits.ofLink[k]) * limits.bound(ofLink: k)
        }
        return sum
    }

    /// By how much the last answer, that there is no flow, says that bounds would be broken.
    var shortage: Double { simplex.shortage }

    /// Goes on from the last basis with other limits.
    mutating func resume(_ stage: borrowing NetworkStage, limit: Int, dust: Double) -> Outcome {
        let before = simplex.steps
        let result = simplex.resume(stage.hub.network, limit: limit, tolerance: dust)
        return outcome(result, after: simplex.steps - before)
    }
}
