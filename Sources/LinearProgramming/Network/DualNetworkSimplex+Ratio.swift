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
        let (nodes, slope, added) = (network.nodes.base, slope.base, added.base)
        let weights = rows.reader
        added[0] = 0
        var current: Int? = network.successor(of: 0, within: 0)
        while let node = current {
            let it = nodes[node]
            let weight = weights.weight(ofArc: Int(it.parentArc))
            added[node] = added[Int(it.parent)] + (it.pointsUp ? -weight : weight)
            slope[node] += added[node]
            current = network.successor(of: node, within: 0)
        }
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
        let (arcs, nodes, slope) = (network.arcs.base, network.nodes.base, slope.base)
        let reader = rows.reader
        for index in 0..<network.arcs.count {
            let arc = arcs[index]
            guard arc.state & 1 != 0, arc.lower < arc.upper else { continue }
            let (tail, head) = (Int(arc.tail), Int(arc.head))
            let response = slope[head] - slope[tail] - reader.weight(ofArc: index)
            let side = Double(arc.state)
            guard sign * response * side > Self.smallestResponse else { continue }
            let reduced = arc.cost + nodes[tail].potential - nodes[head].potential - reader.price(ofArc: index)
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
    mutating func chooseEntering(
        _ network: borrowing FlowNetwork, _ breach: Double, _ tolerance: Double
    ) -> Candidate? {
        flips.removeAll()
        var left = abs(breach)
        while candidates.count > 0 {
            let best = firstCandidate()
            let choice = candidates[best]
            let gain = abs(choice.response) * range(network, choice)
            // Where a bound is just enough, rounding must not make it too little.
            if gain >= left - tolerance { return choice }
            left -= gain
            flips.append(choice)
            candidates[best] = candidates[candidates.count - 1]
            candidates.count -= 1
        }
        shortage = left
        return nil
    }

    /// Of the candidates that the step meets first, but for a tolerance, the one that responds most: small responses
    /// make large errors (Harris, 1973).
    private func firstCandidate() -> Int {
        let candidates = candidates.base
        var end = Double.infinity
        for k in 0..<self.candidates.count {
            end = min(end, candidates[k].ratio + dualTolerance / abs(candidates[k].response))
        }
        var best = -1
        for k in 0..<self.candidates.count where candidates[k].ratio <= end {
            if best < 0 || abs(candidates[k].response) > abs(candidates[best].response) { best = k }
        }
        return max(0, best)
    }

    func range(_ network: borrowing FlowNetwork, _ candidate: Candidate) -> Double {
        if candidate.index >= 0 {
            let arc = network.arcs[Int(candidate.index)]
            return arc.upper - arc.lower
        }
        let row = rows.rows[Int(inverse.rows[Int(-1 - candidate.index)])]
        return row.upper - row.lower
    }
}
