extension DualNetworkSimplex {
    /// Moves duals and flows, and exchanges what leaves for what enters.
    mutating func step(
        _ network: borrowing FlowNetwork, _ leaving: Leaving, _ breach: Double, _ choice: Candidate
    ) {
        moveDuals(network, choice)
        applyFlips(network)
        let missing = distance(network, leaving, breach)
        let change = missing / choice.response
        if choice.index >= 0 {
            enter(network, arc: Int(choice.index), by: change)
        } else {
            enter(network, rowSlot: Int(-1 - choice.index), by: change)
        }
        exchange(network, leaving, breach, choice)
    }

    /// `potential += θ · slope`, `multiplier −= θ · weight`, with θ such that the entering reduced cost becomes zero.
    func moveDuals(_ network: borrowing FlowNetwork, _ choice: Candidate) {
        let reduced: Double
        if choice.index >= 0 {
            let arc = Int(choice.index)
            reduced = network.reducedCost(arc) - rows.price(ofArc: arc)
        } else {
            reduced = rows.rows[Int(inverse.rows[Int(-1 - choice.index)])].multiplier
        }
        let theta = reduced / choice.response
        guard theta != 0 else { return }
        for node in 0..<network.nodes.count { network.nodes.base[node].potential += theta * slope.base[node] }
        for row in 0..<rows.rows.count where rows.rows.base[row].weight != 0 {
            rows.rows.base[row].multiplier -= theta * rows.rows.base[row].weight
        }
    }

    mutating func applyFlips(_ network: borrowing FlowNetwork) {
        for k in 0..<flips.count {
            let flip = flips[k]
            if flip.index >= 0 {
                let arc = Int(flip.index)
                let it = network.arcs[arc]
                let isLow = it.state == FlowNetwork.State.atLower
                enter(network, arc: arc, by: isLow ? it.upper - it.lower : it.lower - it.upper)
                network.arcs.base[arc].flow = isLow ? it.upper : it.lower
                network.arcs.base[arc].state = -it.state
            } else {
                let slot = Int(-1 - flip.index)
                let row = Int(inverse.rows[slot])
                let it = rows.rows[row]
                let isLow = it.state == SideRows.State.atLower
                enter(network, rowSlot: slot, by: isLow ? it.upper - it.lower : it.lower - it.upper)
                rows.rows.base[row].state = -it.state
                rows.rows.base[row].activity = isLow ? it.upper : it.lower
            }
        }
    }

    /// How far what leaves is from the bound that it leaves at.
    private func distance(_ network: borrowing FlowNetwork, _ leaving: Leaving, _ breach: Double) -> Double {
        switch leaving {
        case .tree(let node): distance(network.arcs[Int(network.nodes[node].parentArc)], breach)
        case .extra(let slot): distance(network.arcs[Int(inverse.arcs[slot])], breach)
        case .row(let row): (breach > 0 ? rows.rows[row].lower : rows.rows[row].upper) - rows.rows[row].activity
        }
    }

    private func distance(_ arc: FlowNetwork.Arc, _ breach: Double) -> Double {
        (breach > 0 ? arc.lower : arc.upper) - arc.flow
    }

    /// Sends more over a nonbasic arc while extra arcs hold the tight rows; leaves in ``column`` how they respond to a
    /// unit of it, with the sign turned.
    mutating func enter(_ network: borrowing FlowNetwork, arc: Int, by change: Double) {
        measureCycle(network, arc)
        inverse.multiply(entering, into: column)
        send(network, arc, change)
        for slot in 0..<inverse.size where column[slot] != 0 {
            send(network, Int(inverse.arcs[slot]), -column[slot] * change)
        }
    }

    /// What a unit around the cycle of an arc does to the tight rows.
    mutating func measureCycle(_ network: borrowing FlowNetwork, _ arc: Int) {
        entering.extend(to: inverse.size, with: 0)
        column.extend(to: inverse.size, with: 0)
        for slot in 0..<inverse.size { entering[slot] = 0 }
        guard inverse.size > 0 else { return }
        addTight(arc, 1)
        network.walkCycle(of: arc) { addTight($0, $1) }
    }

    @inline(__always)
    private func addTight(_ arc: Int, _ sign: Double) {
        for k in Int(rows.starts[arc])..<Int(rows.starts[arc + 1]) {
            let slot = Int(rows.rows.base[Int(rows.entries[k].row)].slot)
            if slot >= 0 { entering.base[slot] += sign * rows.entries[k].coefficient }
        }
    }

    /// Moves a tight row off its bound by what goes round the cycles of the extra arcs.
    func enter(_ network: borrowing FlowNetwork, rowSlot: Int, by change: Double) {
        for slot in 0..<inverse.size where inverse[slot, rowSlot] != 0 {
            send(network, Int(inverse.arcs[slot]), inverse[slot, rowSlot] * change)
        }
    }

    @inline(__always)
    private func send(_ network: borrowing FlowNetwork, _ arc: Int, _ change: Double) {
        let arcs = network.arcs.base
        arcs[arc].flow += change
        rows.change(ofArc: arc, by: change)
        network.walkCycle(of: arc) { treeArc, sign in
            arcs[treeArc].flow += sign * change
            rows.change(ofArc: treeArc, by: sign * change)
        }
    }

    mutating func exchange(
        _ network: borrowing FlowNetwork, _ leaving: Leaving, _ breach: Double, _ choice: Candidate
    ) {
        switch leaving {
        case .tree(let node): exchangeTree(network, node, breach, choice)
        case .extra(let slot): exchangeExtra(network, slot, breach, choice)
        case .row(let row): exchangeRow(network, row, breach, choice)
        }
    }

    private mutating func exchangeRow(
        _ network: borrowing FlowNetwork, _ row: Int, _ breach: Double, _ choice: Candidate
    ) {
        let slot: Int
        if choice.index >= 0 {
            slot = inverse.size
            network.arcs.base[Int(choice.index)].state = FlowNetwork.State.extra
            inverse.add(arc: Int(choice.index), row: row, column, ofTight, pivot: choice.response)
        } else {
            slot = Int(-1 - choice.index)
            release(slot)
            inverse.replace(slot: slot, byRow: row, ofTight)
        }
        rows.rows.base[row].slot = Int32(slot)
        rows.rows.base[row].state = breach > 0 ? SideRows.State.atLower : SideRows.State.atUpper
        rows.rows.base[row].activity = breach > 0 ? rows.rows[row].lower : rows.rows[row].upper
    }

    /// A tight row becomes basic.
    private func release(_ slot: Int) {
        let row = Int(inverse.rows[slot])
        rows.rows.base[row].slot = -1
        rows.rows.base[row].state = SideRows.State.basic
        rows.rows.base[row].multiplier = 0
    }

    private mutating func exchangeExtra(
        _ network: borrowing FlowNetwork, _ slot: Int, _ breach: Double, _ choice: Candidate
    ) {
        settle(network, Int(inverse.arcs[slot]), breach)
        if choice.index >= 0 {
            network.arcs.base[Int(choice.index)].state = FlowNetwork.State.extra
            inverse.replace(slot: slot, byArc: Int(choice.index), column)
        } else {
            let rowSlot = Int(-1 - choice.index)
            release(rowSlot)
            inverse.remove(arcSlot: slot, rowSlot: rowSlot)
            if rowSlot < inverse.size { rows.rows.base[Int(inverse.rows[rowSlot])].slot = Int32(rowSlot) }
        }
    }

    private func settle(_ network: borrowing FlowNetwork, _ arc: Int, _ breach: Double) {
        let it = network.arcs[arc]
        network.arcs.base[arc].flow = breach > 0 ? it.lower : it.upper
        network.arcs.base[arc].state = breach > 0 ? FlowNetwork.State.atLower : FlowNetwork.State.atUpper
    }

    private mutating func exchangeTree(
        _ network: borrowing FlowNetwork, _ node: Int, _ breach: Double, _ choice: Candidate
    ) {
        let leaving = Int(network.nodes[node].parentArc)
        let crosses = choice.index >= 0 && network.crosses(Int(choice.index), below: node)
        if crosses {
            inverse.correct(column, ofTight, pivot: choice.response)
            replant(network, node, by: Int(choice.index))
            return settle(network, leaving, breach)
        }
        // What enters does not cross the cut: an extra arc that does takes the place in the tree, and the leaving arc
        // leaves from that slot.
        guard let slot = crossingSlot(network, node) else { return }
        replant(network, node, by: Int(inverse.arcs[slot]))
        inverse.exchange(slot: slot, forTreeArc: leaving, ofTight)
        if choice.index >= 0 { column[slot] = -choice.response }
        exchangeExtra(network, slot, breach, choice)
    }

    private func crossingSlot(_ network: borrowing FlowNetwork, _ node: Int) -> Int? {
        (0..<inverse.size).first { network.crosses(Int(inverse.arcs[$0]), below: node) }
    }

    /// Hangs the part of the tree below a node by another arc that leads out of it.
    private func replant(_ network: borrowing FlowNetwork, _ node: Int, by arc: Int) {
        let it = network.arcs[arc]
        let isInner = network.isBelow(Int(it.tail), node)
        let (inner, outer) = isInner ? (Int(it.tail), Int(it.head)) : (Int(it.head), Int(it.tail))
        network.arcs.base[arc].state = FlowNetwork.State.inTree
        network.rehang(inner, below: outer, by: arc, cuttingAbove: node)
        network.settleDepths(below: inner)
    }
}
