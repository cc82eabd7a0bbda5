extension MinCostFlowProblem {
    /// Checks that every number and index makes sense; ``NetworkSimplex`` does so before anything else.
    ///
    /// - Throws: ``LinearProgramError`` naming the first node or arc at fault, with code `.invalidNumber` (a supply or
    ///   cost that is infinite or not a number, a bound that is not a number), `.invalidBounds`, `.unknownNode`, or
    ///   `.tooLarge` beyond about 500 million nodes or arcs.
    /// - Complexity: O(nodes + arcs)
    public func validate() throws(LinearProgramError) {
        // Free arcs count twice, and each node may get an arc of its own; all are numbered in 32 bits.
        guard nodes.count < 1 << 29, arcs.count < 1 << 29 else {
            throw .init(.tooLarge, "\(nodes.count) nodes and \(arcs.count) arcs exceed the network simplex")
        }
        for (index, node) in nodes.enumerated() where !node.supply.isFinite {
            let message = "supply is \(node.supply); it must be a finite number"
            throw .init(.invalidNumber, message, at: .node(index, node.name))
        }
        for (index, arc) in arcs.enumerated() { try check(arc, at: .arc(index, arc.name)) }
    }

    private func check(_ arc: Arc, at place: LinearProgram.Place) throws(LinearProgramError) {
        for node in [arc.tail, arc.head] where !nodes.indices.contains(node.index) {
            let message = "names node \(node.index), but the problem has \(nodes.count) nodes"
            throw .init(.unknownNode, message, at: place)
        }
        guard arc.cost.isFinite else {
            throw .init(.invalidNumber, "cost is \(arc.cost); it must be a finite number", at: place)
        }
        let bounds = arc.bounds
        guard !bounds.lower.isNaN, !bounds.upper.isNaN else {
            throw .init(.invalidNumber, "a bound is not a number", at: place)
        }
        guard bounds.lower <= bounds.upper, bounds.lower < .infinity, bounds.upper > -.infinity else {
            let message = "no flow lies between the bounds \(bounds.lower) and \(bounds.upper)"
            throw .init(.invalidBounds, message, at: place)
        }
    }
}
