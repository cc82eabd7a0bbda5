/// One call of ``NetworkSimplex``: the problem in a ``FlowNetwork``, and the phases.
///
/// Node 0 of the network is a root that the problem does not have; node `i` of the problem is node `i + 1`. First come
/// the arcs of the problem, in their order; then one *twin* for each free arc, which carries what runs the other way;
/// then artificial arcs between nodes and the root.
struct NetworkRun: ~Copyable {
    let problem: MinCostFlowProblem
    var network = FlowNetwork()
    /// The twin of each arc and of each twin, or -1.
    var twins: [Int] = []
    /// Arcs and twins; those from here on are artificial.
    var realCount = 0
    /// The most steps to take.
    private let limit: Int
    private(set) var steps = 0
    /// Whether the start is worth keeping to.
    private let isWarm: Bool
    /// The largest supply or flow at the start.
    private(set) var size = 0.0
    /// Reduced costs that small count as zero.
    private let costTolerance: Double

    /// Flows and breaches that small come from rounding.
    var dust: Double { 1e-11 * size }

    init(_ problem: MinCostFlowProblem, _ start: NetworkBasis, limit: Int) {
        self.problem = problem
        self.limit = limit
        isWarm = start.arcs.contains(.inTree)
        costTolerance = 1e-12 * problem.arcs.reduce(0) { max($0, abs($1.cost)) }
        addArcs(start)
        plant(start)
    }

    /// What a run works with, in bytes.
    static func bytes(for problem: MinCostFlowProblem) -> Int {
        let free = problem.arcs.reduce(0) { $0 + ($1.bounds == .free ? 1 : 0) }
        let (nodes, arcs) = (problem.nodes.count + 1, problem.arcs.count + free)
        return (arcs + nodes) * (MemoryLayout<FlowNetwork.Arc>.stride + 24)
            + nodes * (MemoryLayout<FlowNetwork.Node>.stride + 24)
    }

    /// The answer; nil when the limit was used up.
    mutating func solve() throws(LinearProgramError) -> MinCostFlowResult? {
        measure()
        size = largestFlow()
        guard size.isFinite else { throw .init(.numericalTrouble, "flows overflow; scale the problem") }
        settle(artificial: 0, useCosts: true)
        if isWarm, !isFeasible, makeDualFeasible(), let cut = dualPhase() {
            return .infeasible(cut, basis, iterations: steps)
        }
        if isFeasible, hasFittingCosts { return try answer() }
        // What follows would cut up the tree of an unfinished dual phase.
        guard steps == 0 || steps < limit else { return nil }
        repair()
        switch firstPhase() {
        case .limit: return nil
        case .infeasible(let cut): return .infeasible(cut, basis, iterations: steps)
        case .feasible: return try secondPhase()
        }
    }

    /// Mends broken bounds from a basis whose reduced costs fit. Returns a proof where that cannot be; whatever else
    /// stopped it, the primal phases take over.
    private mutating func dualPhase() -> NetworkCut? {
        var simplex = DualNetworkSimplex()
        simplex.rows.removeAll()
        for arc in 0..<network.arcs.count {
            simplex.rows.endArc()
            if arc >= realCount { network.arcs.base[arc].upper = 0 }
        }
        let patience = 100 + 4 * (network.arcs.count + network.nodes.count)
        let outcome = simplex.minimize(network, limit: min(limit - steps, patience), tolerance: dust)
        steps += simplex.steps
        let sides = problem.nodes.indices.map { simplex.proof(ofNode: $0 + 1) - simplex.proof(ofNode: 0) }
        let cut = outcome == .infeasible ? cut(sides) : nil
        measure()
        settle(artificial: 0, useCosts: true)
        return cut
    }

    private enum Feasibility {
        case feasible
        case infeasible(NetworkCut)
        case limit
    }

    /// Reduces what artificial arcs carry.
    private mutating func firstPhase() -> Feasibility {
        guard artificialFlow > 0 else { return .feasible }
        settle(artificial: 1, useCosts: false)
        // All costs are whole here.
        var simplex = PrimalNetworkSimplex(limit: limit - steps, tolerance: 0.5)
        let outcome = simplex.minimize(network, arcs: 0..<realCount)
        steps += simplex.steps
        if outcome == .limit { return .limit }
        let sides = problem.nodes.indices.map { network.nodes[$0 + 1].potential - network.nodes[0].potential }
        guard artificialFlow > 0, let cut = cut(sides) else { return .feasible }
        return .infeasible(cut)
    }

    private mutating func secondPhase() throws(LinearProgramError) -> MinCostFlowResult? {
        dropResidues()
        settle(artificial: 0, useCosts: true)
        var simplex = PrimalNetworkSimplex(limit: limit - steps, tolerance: costTolerance)
        let outcome = simplex.minimize(network, arcs: 0..<realCount)
        steps += simplex.steps
        switch outcome {
        case .limit: return nil
        case .unbounded: return .unbounded(basis, iterations: steps)
        case .optimal:
            measure()
            return try answer()
        }
    }

    /// Whether no arc can make the flows cheaper.
    private var hasFittingCosts: Bool {
        (0..<realCount).allSatisfy { fit(of: $0) >= -costTolerance }
    }

    /// Sets boxed arcs to the bounds that suit their reduced costs; false where an arc without the bound remains, and
    /// where these are so many that little of the start would be left.
    private mutating func makeDualFeasible() -> Bool {
        let wrong = (0..<realCount).filter { fit(of: $0) < -costTolerance }
        guard 8 * wrong.count <= realCount else { return false }
        guard wrong.allSatisfy({ (network.arcs[$0].upper - network.arcs[$0].lower).isFinite }) else { return false }
        for arc in wrong {
            let it = network.arcs[arc]
            network.arcs.base[arc].flow = it.state == FlowNetwork.State.atLower ? it.upper : it.lower
            network.arcs.base[arc].state = -it.state
        }
        if !wrong.isEmpty { measure() }
        return true
    }

    /// The reduced cost as it fits the bound at which an arc stands: negative where the arc should move.
    private func fit(of arc: Int) -> Double {
        let it = network.arcs[arc]
        guard it.lower < it.upper, it.state != FlowNetwork.State.inTree else { return 0 }
        return Double(it.state) * network.reducedCost(arc)
    }
}
