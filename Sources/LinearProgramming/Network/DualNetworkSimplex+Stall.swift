/// What happens when steps stop making progress, as they do where many costs are equal: costs are changed by less than
/// anybody cares for, each by another amount, until an end is reached; then true costs come back, and what they find
/// wrong with that end is mended by primal steps.
extension DualNetworkSimplex {
    /// So many steps in a row without progress are taken before costs are changed.
    static let patience = 60

    /// Makes nonbasic arcs dearer to move, each by an amount of its own.
    mutating func perturb(_ network: borrowing FlowNetwork) {
        guard !isPerturbed else { return }
        isPerturbed = true
        let arcs = network.arcs.base
        trueCosts.reserve(network.arcs.count)
        trueCosts.removeAll()
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for arc in 0..<network.arcs.count {
            trueCosts.append(arcs[arc].cost)
            guard arcs[arc].state & 1 != 0 else { continue }
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let part = 1 + Double(state >> 40) / Double(1 << 24)
            arcs[arc].cost += Double(arcs[arc].state) * part * 1e4 * dualTolerance
        }
    }

    /// Brings true costs back where there is no end to be mended; duals are not those of the true costs then.
    mutating func restoreCosts(_ network: borrowing FlowNetwork) {
        guard isPerturbed else { return }
        isPerturbed = false
        for arc in 0..<trueCosts.count { network.arcs.base[arc].cost = trueCosts[arc] }
    }

    /// Brings true costs back, and mends what they find wrong.
    ///
    /// - Returns: false where the basis has become singular or the steps ran out.
    mutating func recover(_ network: borrowing FlowNetwork, limit: Int) -> Bool {
        restoreCosts(network)
        guard refresh(network) else { return false }
        let begin = steps
        while let choice = wrongPrice(network) {
            guard steps - begin < limit else { return false }
            steps += 1
            stepsSinceRefresh += 1
            primalStep(network, choice)
            if stepsSinceRefresh >= Self.longRun, !refresh(network) { return false }
        }
        return true
    }

    /// The nonbasic arc or tight row whose reduced cost is most wrong for the bound that it stands at.
    private func wrongPrice(_ network: borrowing FlowNetwork) -> Candidate? {
        var worst: Candidate?
        var largest = 10 * dualTolerance
        let reader = rows.reader
        for index in 0..<network.arcs.count {
            let arc = network.arcs[index]
            guard arc.state & 1 != 0, arc.lower < arc.upper else { continue }
            let wrong = -Double(arc.state) * (network.reducedCost(index) - reader.price(ofArc: index))
            guard wrong > largest else { continue }
            (worst, largest) = (Candidate(index: Int32(index), response: 0, ratio: 0), wrong)
        }
        for slot in 0..<inverse.size {
            let row = rows.rows[Int(inverse.rows[slot])]
            let wrong = -Double(row.state) * row.multiplier
            guard row.lower < row.upper, wrong > largest else { continue }
            (worst, largest) = (Candidate(index: Int32(-1 - slot), response: 0, ratio: 0), wrong)
        }
        return worst
    }

    /// What stops a primal step.
    struct Stop {
        var length: Double
        var leaving: Leaving?
        var change = 0.0
    }

    private mutating func primalStep(_ network: borrowing FlowNetwork, _ choice: Candidate) {
        let direction = measureChanges(network, choice)
        let stop = primalRatio(network, choice)
        clearChanges()
        guard let leaving = stop.leaving else {
            flips.removeAll()
            flips.append(choice)
            return applyFlips(network)
        }
        combine(network, leaving)
        var choice = choice
        choice.response = response(network, choice)
        moveDuals(network, choice)
        if choice.index >= 0 {
            enter(network, arc: Int(choice.index), by: direction * stop.length)
        } else {
            enter(network, rowSlot: Int(-1 - choice.index), by: direction * stop.length)
        }
        exchange(network, leaving, stop.change < 0 ? 1 : -1, choice)
    }

    private func response(_ network: borrowing FlowNetwork, _ choice: Candidate) -> Double {
        guard choice.index >= 0 else { return ofTight[Int(-1 - choice.index)] }
        let arc = network.arcs[Int(choice.index)]
        return slope[Int(arc.head)] - slope[Int(arc.tail)] - rows.reader.weight(ofArc: Int(choice.index))
    }

    /// How each basic arc and row changes when what enters moves by one, away from its bound. Returns that direction.
    private mutating func measureChanges(_ network: borrowing FlowNetwork, _ choice: Candidate) -> Double {
        changes.extend(to: network.arcs.count, with: 0)
        rowChanges.extend(to: rows.rows.count, with: 0)
        if choice.index >= 0 {
            let arc = Int(choice.index)
            let direction: Double = network.arcs[arc].state == FlowNetwork.State.atLower ? 1 : -1
            measureCycle(network, arc)
            inverse.multiply(entering, into: column)
            addChange(network, arc, direction)
            for slot in 0..<inverse.size { addChange(network, Int(inverse.arcs[slot]), -column[slot] * direction) }
            return direction
        }
        let rowSlot = Int(-1 - choice.index)
        let row = Int(inverse.rows[rowSlot])
        let direction: Double = rows.rows[row].state == SideRows.State.atLower ? 1 : -1
        for slot in 0..<inverse.size {
            addChange(network, Int(inverse.arcs[slot]), inverse[slot, rowSlot] * direction)
        }
        return direction
    }

    /// Adds what a flow around the cycle of an arc changes.
    private mutating func addChange(_ network: borrowing FlowNetwork, _ arc: Int, _ change: Double) {
        guard change != 0 else { return }
        touch(arc, change)
        var list = WorkBuffer<Int32>()
        swap(&list, &touched)
        let (changes, rowChanges, rows) = (changes.base, rowChanges.base, rows.reader)
        network.walkCycle(of: arc) { treeArc, sign in
            list.append(Int32(truncatingIfNeeded: treeArc))
            changes[treeArc] += sign * change
            rows.add(sign * change, ofArc: treeArc, to: rowChanges)
        }
        swap(&list, &touched)
    }

    private mutating func touch(_ arc: Int, _ change: Double) {
        touched.append(Int32(truncatingIfNeeded: arc))
        changes.base[arc] += change
        rows.reader.add(change, ofArc: arc, to: rowChanges.base)
    }

    private mutating func clearChanges() {
        for k in 0..<touched.count { changes.base[Int(touched[k])] = 0 }
        touched.removeAll()
        for row in 0..<rows.rows.count { rowChanges.base[row] = 0 }
    }

    private func primalRatio(_ network: borrowing FlowNetwork, _ choice: Candidate) -> Stop {
        var stop = Stop(length: range(network, choice))
        for node in 1..<network.nodes.count {
            let arc = Int(network.nodes[node].parentArc)
            meet(&stop, .tree(node: node), changes[arc], network.arcs[arc])
        }
        for slot in 0..<inverse.size {
            let arc = Int(inverse.arcs[slot])
            meet(&stop, .extra(slot: slot), changes[arc], network.arcs[arc])
        }
        for row in 0..<rows.rows.count where rows.rows[row].state == SideRows.State.basic {
            let it = rows.rows[row]
            meet(&stop, .row(row), rowChanges[row], it.activity, it.lower, it.upper)
        }
        return stop
    }

    private func meet(_ stop: inout Stop, _ leaving: Leaving, _ change: Double, _ arc: FlowNetwork.Arc) {
        meet(&stop, leaving, change, arc.flow, arc.lower, arc.upper)
    }

    private func meet(
        _ stop: inout Stop, _ leaving: Leaving, _ change: Double, _ value: Double, _ lower: Double, _ upper: Double
    ) {
        guard abs(change) > Self.smallestResponse else { return }
        let length = max(0, change > 0 ? (upper - value) / change : (lower - value) / change)
        guard length < stop.length || (length == stop.length && abs(change) > abs(stop.change)) else { return }
        stop = Stop(length: length, leaving: leaving, change: change)
    }
}
