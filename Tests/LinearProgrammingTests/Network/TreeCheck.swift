@testable import LinearProgramming

/// What is wrong with the tree of a network, and with the inverse beside it.
enum TreeCheck {
    static func complaints(_ network: borrowing FlowNetwork) -> [String] {
        var complaints: [String] = []
        var seen = [Bool](repeating: false, count: network.nodes.count)
        var current: Int? = 0
        while let node = current {
            if seen[node] { return complaints + ["the walk comes to node \(node) twice"] }
            seen[node] = true
            complaints += above(node, network) + below(node, network)
            current = network.successor(of: node, within: 0)
        }
        if seen.contains(false) { complaints.append("the walk misses nodes") }
        let inTree = (0..<network.arcs.count).filter { network.arcs[$0].state == FlowNetwork.State.inTree }
        let parentArcs = (1..<network.nodes.count).map { Int(network.nodes[$0].parentArc) }
        if inTree != parentArcs.sorted() { complaints.append("states say \(inTree), the tree \(parentArcs)") }
        return complaints
    }

    private static func above(_ node: Int, _ network: borrowing FlowNetwork) -> [String] {
        let it = network.nodes[node]
        guard node != 0 else { return it.parent == -1 && it.depth == 0 ? [] : ["node 0 is not the root"] }
        let arc = network.arcs[Int(it.parentArc)]
        let (tail, head) = (Int(arc.tail), Int(arc.head))
        let parent = Int(it.parent)
        let fits = it.pointsUp ? (tail, head) == (node, parent) : (tail, head) == (parent, node)
        let isDeeper = it.depth == network.nodes[parent].depth + 1
        return (fits ? [] : ["arc above \(node) does not lead to its parent"]) + (isDeeper ? [] : ["depth of \(node)"])
    }

    private static func below(_ node: Int, _ network: borrowing FlowNetwork) -> [String] {
        var complaints: [String] = []
        var (before, child) = (-1, Int(network.nodes[node].firstChild))
        while child >= 0 {
            let it = network.nodes[child]
            if Int(it.parent) != node { complaints.append("\(child) hangs below \(node) and does not know") }
            if Int(it.previousSibling) != before { complaints.append("list of children of \(node)") }
            (before, child) = (child, Int(it.nextSibling))
        }
        return complaints
    }

    /// Arcs of the tree whose reduced cost is not zero, and extra arcs too where there are rows.
    static func pricedBasics(_ network: borrowing FlowNetwork, _ rows: borrowing SideRows) -> [Int] {
        (0..<network.arcs.count).filter { arc in
            let state = network.arcs[arc].state
            guard state == FlowNetwork.State.inTree || state == FlowNetwork.State.extra else { return false }
            return abs(network.reducedCost(arc) - rows.price(ofArc: arc)) > 1e-8
        }
    }

    /// The largest difference between the inverse times the working matrix, computed anew, and the unit matrix.
    static func error(
        of inverse: borrowing WorkingInverse, _ network: borrowing FlowNetwork, _ rows: borrowing SideRows
    ) -> Double {
        var worst = 0.0
        for column in 0..<inverse.size {
            let arc = Int(inverse.arcs[column])
            var effects = [Double](repeating: 0, count: rows.rows.count)
            for row in effects.indices { effects[row] = rows.coefficient(ofArc: arc, in: row) }
            network.walkCycle(of: arc) { treeArc, sign in
                for row in effects.indices { effects[row] += sign * rows.coefficient(ofArc: treeArc, in: row) }
            }
            for slot in 0..<inverse.size {
                let sum = (0..<inverse.size).reduce(0) { $0 + inverse[slot, $1] * effects[Int(inverse.rows[$1])] }
                worst = max(worst, abs(sum - (slot == column ? 1 : 0)))
            }
        }
        return worst
    }
}
