/// Why no flow satisfies a ``MinCostFlowProblem``: a set of nodes that want more than can get in, or that have more than
/// can get out (Gale, 1957; Hoffman, 1960).
///
/// Anybody can check that with one pass over nodes and arcs, without trusting the solver. Costs play no part.
///
/// ```swift
/// let result = try NetworkSimplex().solve(problem)
/// if let cut = result.certificate, cut.proves(problem) { print("cannot be served:", cut.nodes) }
/// ```
public struct NetworkCut: Hashable, Sendable {
    /// The nodes inside.
    public let nodes: [MinCostFlowProblem.NodeID]

    public init(nodes: [MinCostFlowProblem.NodeID]) {
        self.nodes = nodes
    }

    /// By how much the demand inside exceeds what arcs can carry in, or the supply inside what they can carry out, in
    /// units of flow: positive when the problem has no feasible flow.
    ///
    /// - Returns: `-infinity` when an arc without the bound that matters spoils the argument in both directions.
    /// - Complexity: O(nodes + arcs)
    public func gap(in problem: MinCostFlowProblem) -> Double {
        let balance = balance(in: problem)
        return max(balance.starved, balance.flooded)
    }

    /// Whether the gap is positive by more than rounding errors can explain.
    ///
    /// - Parameter tolerance: what rounding may explain, relative to the sum of the numbers that were added up.
    /// - Complexity: O(nodes + arcs)
    public func proves(_ problem: MinCostFlowProblem, tolerance: Double = 1e-10) -> Bool {
        let balance = balance(in: problem)
        return [(balance.starved, balance.sizeOfLeast), (balance.flooded, balance.sizeOfMost)].contains { gap, size in
            gap.isFinite && gap > tolerance * (size + balance.sizeOfSupply)
        }
    }

    /// The net flow that the nodes inside send, seen from their supplies and from the arcs that cross.
    private struct Balance {
        var supply = 0.0
        var least = 0.0
        var most = 0.0
        /// The sums of the absolute values of the numbers added.
        var sizeOfSupply = 0.0
        var sizeOfLeast = 0.0
        var sizeOfMost = 0.0

        /// The least that must leave by arcs is more than there is: negative supplies make that "cannot get in".
        var starved: Double { least - supply }
        var flooded: Double { supply - most }

        mutating func add(_ bounds: LinearProgram.Bounds) {
            least += bounds.lower
            most += bounds.upper
            sizeOfLeast += abs(bounds.lower)
            sizeOfMost += abs(bounds.upper)
        }
    }

    private func balance(in problem: MinCostFlowProblem) -> Balance {
        var isInside = [Bool](repeating: false, count: problem.nodes.count)
        for node in nodes where isInside.indices.contains(node.index) { isInside[node.index] = true }
        var balance = Balance()
        for (node, isInside) in zip(problem.nodes, isInside) where isInside {
            balance.supply += node.supply
            balance.sizeOfSupply += abs(node.supply)
        }
        for arc in problem.arcs {
            guard isInside.indices.contains(arc.tail.index), isInside.indices.contains(arc.head.index) else { continue }
            switch (isInside[arc.tail.index], isInside[arc.head.index]) {
            case (true, false): balance.add(arc.bounds)
            case (false, true): balance.add(.init(lower: -arc.bounds.upper, upper: -arc.bounds.lower))
            default: break
            }
        }
        return balance
    }
}
