extension DualNetworkSimplex {
    /// The combination of conservation and tight rows that expresses what leaves by nonbasic arcs and rows: afterwards
    /// the response of what leaves to an arc is `slope(head) − slope(tail) − Σ coefficient · weight`, to a tight row
    /// its weight.
    mutating func combine(_ network: borrowing FlowNetwork, _ leaving: Leaving) {
        for row in 0..<rows.rows.count { rows.rows.base[row].weight = 0 }
        ofExtras.extend(to: inverse.size, with: 0)
        ofTight.extend(to: inverse.size, with: 0)
        switch leaving {
        case .tree(let node):
            markBelow(network, node)
            for slot in 0..<inverse.size {
                let arc = network.arcs[Int(inverse.arcs[slot])]
                ofExtras[slot] = slope[Int(arc.head)] - slope[Int(arc.tail)]
            }
            inverse.multiplyTransposed(ofExtras, into: ofTight)
        case .extra(let slot):
            for node in 0..<network.nodes.count { slope.base[node] = 0 }
            for row in 0..<inverse.size { ofTight[row] = inverse[slot, row] }
        case .row(let row):
            for node in 0..<network.nodes.count { slope.base[node] = 0 }
            for slot in 0..<inverse.size { ofExtras[slot] = cycle(network, Int(inverse.arcs[slot]), row) }
            inverse.multiplyTransposed(ofExtras, into: ofTight)
            rows.rows.base[row].weight = -1
        }
        for slot in 0..<inverse.size { rows.rows.base[Int(inverse.rows[slot])].weight = ofTight[slot] }
        addTreePrices(network)
    }

    /// The slope of a tree arc's own cut: what it carries for each unit that goes into the part below it.
    private func markBelow(_ network: borrowing FlowNetwork, _ top: Int) {
        for node in 0..<network.nodes.count { slope.base[node] = 0 }
        let sign: Double = network.nodes[top].pointsUp ? 1 : -1
        var current: Int? = top
        while let node = current {
            slope.base[node] = sign
            current = network.successor(of: node, within: top)
        }
    }

    /// Adds to the slopes the potentials that the weighted rows make along the tree.
    private func addTreePrices(_ network: borrowing FlowNetwork) {
        // Slopes so far are constant but at one arc; what is added accumulates from the root down.
        let nodes = network.nodes.base
        var current: Int? = network.successor(of: 0, within: 0)
        while let node = current {
            let weight = rows.weight(ofArc: Int(nodes[node].parentArc))
            let parent = Int(nodes[node].parent)
            added.base[node] = added.base[parent] + (nodes[node].pointsUp ? -weight : weight)
            current = network.successor(of: node, within: 0)
        }
        for node in 0..<network.nodes.count { slope.base[node] += added.base[node] }
    }

    /// What one unit around the cycle that an arc closes in the tree adds to a row.
    private func cycle(_ network: borrowing FlowNetwork, _ arc: Int, _ row: Int) -> Double {
        var sum = rows.coefficient(ofArc: arc, in: row)
        network.walkCycle(of: arc) { treeArc, sign in
            sum += sign * rows.coefficient(ofArc: treeArc, in: row)
        }
        return sum
    }

    /// All that can move what leaves towards its bound.
    mutating func collectCandidates(_ network: borrowing FlowNetwork, _ breach: Double) {
        candidates.removeAll()
        let sign: Double = breach > 0 ? 1 : -1
        let (arcs, nodes) = (network.arcs.base, network.nodes.base)
        for index in 0..<network.arcs.count {
            let arc = arcs[index]
            guard arc.state & 1 != 0, arc.lower < arc.upper else { continue }
            let (tail, head) = (Int(arc.tail), Int(arc.head))
            let response = slope.base[head] - slope.base[tail] - rows.weight(ofArc: index)
            let side = Double(arc.state)
            guard sign * response * side > Self.smallestResponse else { continue }
            let reduced = arc.cost + nodes[tail].potential - nodes[head].potential - rows.price(ofArc: index)
            candidates.append(
                Candidate(index: Int32(index), response: response, ratio: max(0, side * reduced) / abs(response)))
        }
        for slot in 0..<inverse.size {
            let row = rows.rows.base[Int(inverse.rows[slot])]
            let side = Double(row.state)
            guard row.lower < row.upper, sign * ofTight[slot] * side > Self.smallestResponse else { continue }
            candidates.append(
                Candidate(
                    index: Int32(-1 - slot), response: ofTight[slot],
                    ratio: max(0, side * row.multiplier) / abs(ofTight[slot])))
        }
    }

    /// The first candidate that the dual step meets; boxed ones are passed, to be set to their other bounds, as long as
    /// that does not mend the breach by itself. Nil where all of them together cannot mend it.
    mutating func chooseEntering(_ network: borrowing FlowNetwork, _ breach: Double) -> Candidate? {
        flips.removeAll()
        var left = abs(breach)
        while candidates.count > 0 {
            var best = 0
            for k in 1..<max(1, candidates.count) where isBefore(candidates[k], candidates[best]) { best = k }
            let choice = candidates[best]
            let gain = abs(choice.response) * range(network, choice)
            if gain >= left { return choice }
            left -= gain
            flips.append(choice)
            candidates[best] = candidates[candidates.count - 1]
            candidates.count -= 1
        }
        return nil
    }

    private func isBefore(_ a: Candidate, _ b: Candidate) -> Bool {
        a.ratio < b.ratio || a.ratio == b.ratio && abs(a.response) > abs(b.response)
    }

    private func range(_ network: borrowing FlowNetwork, _ candidate: Candidate) -> Double {
        if candidate.index >= 0 {
            let arc = network.arcs[Int(candidate.index)]
            return arc.upper - arc.lower
        }
        let row = rows.rows[Int(inverse.rows[Int(-1 - candidate.index)])]
        return row.upper - row.lower
    }
}
