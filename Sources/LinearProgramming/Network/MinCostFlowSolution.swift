/// Flows of least cost of a ``MinCostFlowProblem`` with the potentials that prove it.
///
/// All arrays follow the order of the problem's nodes and arcs. For every arc `reducedCost = cost + potential(tail) −
/// potential(head)`; it is at most rounding errors below zero where the flow could grow, and above where it could
/// shrink. So the potential of a node is what one more unit of flow costs there, but for a constant that is the same
/// for all nodes.
public struct MinCostFlowSolution: Hashable, Sendable {
    /// Σ cost · flow.
    public let objective: Double
    /// One flow per arc; negative where it runs from head to tail.
    public let flows: [Double]
    /// One per node.
    public let potentials: [Double]
    /// One per arc; zero on arcs of the tree.
    public let reducedCosts: [Double]

    public init(objective: Double, flows: [Double], potentials: [Double], reducedCosts: [Double]) {
        self.objective = objective
        self.flows = flows
        self.potentials = potentials
        self.reducedCosts = reducedCosts
    }

    /// The flow of one arc; NaN for an arc of some other problem.
    public subscript(arc: MinCostFlowProblem.ArcID) -> Double {
        flows.indices.contains(arc.index) ? flows[arc.index] : .nan
    }

    /// The potential of one node; NaN for a node of some other problem.
    public subscript(potential node: MinCostFlowProblem.NodeID) -> Double {
        potentials.indices.contains(node.index) ? potentials[node.index] : .nan
    }

    /// The reduced cost of one arc; NaN for an arc of some other problem.
    public subscript(reducedCost arc: MinCostFlowProblem.ArcID) -> Double {
        reducedCosts.indices.contains(arc.index) ? reducedCosts[arc.index] : .nan
    }
}
