extension MinCostFlowProblem {
    /// The same problem for any ``LinearProgramSolver``: a variable for each arc and a row for each node, in their
    /// order.
    ///
    /// Where a node is one that arcs name but the problem does not have, the term is left out; ``validate()`` finds it.
    /// The dual of a node's row is its potential with the sign turned.
    ///
    /// - Complexity: O(nodes + arcs)
    public var linearProgram: LinearProgram {
        var program = LinearProgram(.minimize)
        var terms = [[LinearProgram.Term]](repeating: [], count: nodes.count)
        for arc in arcs {
            let variable = program.addVariable(arc.name, arc.bounds, cost: arc.cost)
            // What goes from a node to itself changes nothing there.
            guard arc.tail != arc.head else { continue }
            if terms.indices.contains(arc.tail.index) { terms[arc.tail.index].append(.init(variable, 1)) }
            if terms.indices.contains(arc.head.index) { terms[arc.head.index].append(.init(variable, -1)) }
        }
        for (node, terms) in zip(nodes, terms) { program.addRow(node.name, .exactly(node.supply), terms) }
        return program
    }
}
