/// From a tree with flows to an answer.
extension NetworkRun {
    /// Sets the costs of a phase, and depths and potentials from them.
    func settle(artificial: Double, useCosts: Bool) {
        for (index, arc) in problem.arcs.enumerated() {
            network.arcs.base[index].cost = useCosts ? arc.cost : 0
            if twins[index] >= 0 { network.arcs.base[twins[index]].cost = useCosts ? -arc.cost : 0 }
        }
        for arc in realCount..<network.arcs.count { network.arcs.base[arc].cost = artificial }
        network.settle(below: 0)
    }

    /// What artificial arcs carry, all together.
    var artificialFlow: Double {
        (realCount..<network.arcs.count).reduce(0) { $0 + abs(network.arcs[$1].flow) }
    }

    func largestFlow() -> Double {
        let ofSupplies = problem.nodes.reduce(0) { max($0, abs($1.supply)) }
        return (0..<network.arcs.count).reduce(ofSupplies) { max($0, abs(network.arcs[$1].flow)) }
    }

    /// Whether tree arcs keep their bounds and artificial ones carry nothing, but for rounding.
    var isFeasible: Bool {
        (1..<network.nodes.count).allSatisfy { node in
            let index = Int(network.nodes[node].parentArc)
            let arc = network.arcs[index]
            return index < realCount
                ? arc.lower - arc.flow <= dust && arc.flow - arc.upper <= dust : abs(arc.flow) <= dust
        }
    }

    /// The potentials that prove a problem infeasible, less that of the root, as the cut that they are.
    func cut(_ sides: [Double]) -> NetworkCut? {
        let choices: [(Double) -> Bool] = [{ $0 > 0 }, { $0 < 0 }]
        for isInside in choices {
            let cut = NetworkCut(nodes: sides.indices.filter { isInside(sides[$0]) }.map { .init($0) })
            if cut.proves(problem) { return cut }
        }
        return nil
    }

    /// The tree as a value.
    var basis: NetworkBasis {
        var arcs = problem.arcs.indices.map { standing(network.arcs[$0].state) }
        for (index, twin) in twins.prefix(problem.arcs.count).enumerated() where twin >= 0 {
            if network.arcs[twin].state == FlowNetwork.State.inTree { arcs[index] = .inTree }
        }
        let roots = (1..<network.nodes.count).filter { Int(network.nodes[$0].parentArc) >= realCount }
        return NetworkBasis(arcs: arcs, roots: roots.map { .init($0 - 1) })
    }

    private func standing(_ state: Int8) -> NetworkBasis.Standing {
        switch state {
        case FlowNetwork.State.atLower: .atLower
        case FlowNetwork.State.atUpper: .atUpper
        default: .inTree
        }
    }

    /// The flows and potentials at hand as an optimal answer.
    func answer() throws(LinearProgramError) -> MinCostFlowResult {
        let flows = problem.arcs.indices.map { flow(of: $0) }
        let largest = max(largestFlow(), size)
        let left = artificialFlow
        let breach = zip(problem.arcs, flows).reduce(left) { max($0, $1.0.bounds.violation(by: $1.1)) }
        let solution = solution(zip(problem.arcs, flows).map { $0.bounds.nearest(to: $1) })
        guard breach <= 1e-8 * largest, solution.objective.isFinite else {
            throw .init(.numericalTrouble, "rounding errors spoilt the answer (by \(breach)); scale the problem")
        }
        return .optimal(solution, basis, iterations: steps)
    }

    private func flow(of arc: Int) -> Double {
        twins[arc] >= 0 ? network.arcs[arc].flow - network.arcs[twins[arc]].flow : network.arcs[arc].flow
    }

    private func solution(_ flows: [Double]) -> MinCostFlowSolution {
        let potentials = problem.nodes.indices.map { network.nodes[$0 + 1].potential }
        let reducedCosts = problem.arcs.indices.map { arc in
            let isInTree =
                network.arcs[arc].state == FlowNetwork.State.inTree
                || twins[arc] >= 0 && network.arcs[twins[arc]].state == FlowNetwork.State.inTree
            return isInTree ? 0 : network.reducedCost(arc)
        }
        let objective = zip(problem.arcs, flows).reduce(0) { $0 + $1.0.cost * $1.1 }
        return .init(objective: objective, flows: flows, potentials: potentials, reducedCosts: reducedCosts)
    }
}
