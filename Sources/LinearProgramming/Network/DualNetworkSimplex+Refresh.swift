extension DualNetworkSimplex {
    /// Computes everything anew that steps only correct: the inverse from the tree, flows from the bounds at which
    /// nonbasic arcs stand, duals from costs. Rounding errors of many steps are gone then.
    ///
    /// - Returns: false where the basis has become singular.
    mutating func refresh(_ network: borrowing FlowNetwork) -> Bool {
        stepsSinceRefresh = 0
        guard invert(network) else { return false }
        refreshDuals(network)
        refreshFlows(network)
        return true
    }

    /// The working matrix, a row for each tight row and a column for each extra arc, by Gauss–Jordan elimination.
    private mutating func invert(_ network: borrowing FlowNetwork) -> Bool {
        let size = inverse.size
        matrix.fill(size * size, with: 0)
        for slot in 0..<size {
            measureCycle(network, Int(inverse.arcs[slot]))
            for row in 0..<size { matrix[row * size + slot] = entering[row] }
        }
        return inverse.invert(matrix)
    }

    /// Multipliers make the reduced costs of extra arcs zero, potentials those of tree arcs.
    private mutating func refreshDuals(_ network: borrowing FlowNetwork) {
        for row in 0..<rows.rows.count { rows.rows.base[row].multiplier = 0 }
        ofExtras.extend(to: inverse.size, with: 0)
        ofTight.extend(to: inverse.size, with: 0)
        for slot in 0..<inverse.size {
            let arc = Int(inverse.arcs[slot])
            var cost = network.arcs[arc].cost
            network.walkCycle(of: arc) { cost += $1 * network.arcs[$0].cost }
            ofExtras[slot] = cost
        }
        inverse.multiplyTransposed(ofExtras, into: ofTight)
        for slot in 0..<inverse.size { rows.rows.base[Int(inverse.rows[slot])].multiplier = ofTight[slot] }
        let nodes = network.nodes.base
        var current: Int? = network.successor(of: 0, within: 0)
        while let node = current {
            let arc = Int(nodes[node].parentArc)
            let cost = network.arcs[arc].cost - rows.price(ofArc: arc)
            nodes[node].potential = nodes[Int(nodes[node].parent)].potential + (nodes[node].pointsUp ? -cost : cost)
            current = network.successor(of: node, within: 0)
        }
    }

    /// Nonbasic arcs stand at their bounds, extra arcs at zero for a moment; the tree carries what is left of each
    /// node's supply up to the root, and then extra arcs bring tight rows to their bounds.
    private mutating func refreshFlows(_ network: borrowing FlowNetwork) {
        let (arcs, nodes) = (network.arcs.base, network.nodes.base)
        added.fill(network.nodes.count, with: 0)
        for node in 0..<network.nodes.count { added.base[node] = supply[node] }
        for arc in 0..<network.arcs.count where arcs[arc].state != FlowNetwork.State.inTree {
            let it = arcs[arc]
            let isHigh = it.state == FlowNetwork.State.atUpper
            arcs[arc].flow = it.state == FlowNetwork.State.extra ? 0 : isHigh ? it.upper : it.lower
            added.base[Int(it.tail)] -= arcs[arc].flow
            added.base[Int(it.head)] += arcs[arc].flow
        }
        listNodes(network)
        for k in stride(from: order.count - 1, through: 1, by: -1) {
            let node = Int(order[k])
            arcs[Int(nodes[node].parentArc)].flow = nodes[node].pointsUp ? added[node] : -added[node]
            added.base[Int(nodes[node].parent)] += added[node]
        }
        restoreTightRows(network)
    }

    /// All nodes, parents before children.
    private mutating func listNodes(_ network: borrowing FlowNetwork) {
        order.removeAll()
        var current: Int? = 0
        while let node = current {
            order.append(Int32(truncatingIfNeeded: node))
            current = network.successor(of: node, within: 0)
        }
    }

    /// Whether every node still sends as much more than it gets as at the start.
    mutating func isConserved(_ network: borrowing FlowNetwork, _ tolerance: Double) -> Bool {
        added.fill(network.nodes.count, with: 0)
        for arc in 0..<network.arcs.count {
            let it = network.arcs[arc]
            added.base[Int(it.tail)] += it.flow
            added.base[Int(it.head)] -= it.flow
        }
        for node in 0..<network.nodes.count where !(abs(added[node] - supply[node]) <= tolerance) { return false }
        return true
    }

    /// What each node sends more than it gets, from the flows at hand.
    mutating func measureSupplies(_ network: borrowing FlowNetwork) {
        supply.fill(network.nodes.count, with: 0)
        for arc in 0..<network.arcs.count {
            let it = network.arcs[arc]
            supply.base[Int(it.tail)] += it.flow
            supply.base[Int(it.head)] -= it.flow
        }
    }
}
