/// The primal network simplex on a network whose flows are feasible and whose tree spans.
///
/// Each step takes an arc at a bound whose reduced cost says that the other direction is cheaper, sends what its cycle
/// takes, and exchanges it in the tree with the arc that stopped it. Arcs are priced in blocks; among arcs that stop a
/// step, the last on the way round from the cycle's apex leaves, which keeps a strongly feasible tree strongly feasible
/// and so prevents cycling (Cunningham, 1976).
package struct PrimalNetworkSimplex {
    /// The steps taken so far.
    package private(set) var steps = 0
    private let limit: Int
    private let tolerance: Double

    /// - Parameters:
    ///   - limit: the most steps to take.
    ///   - tolerance: reduced costs that small count as zero.
    package init(limit: Int, tolerance: Double) {
        self.limit = limit
        self.tolerance = tolerance
    }

    package enum Outcome {
        case optimal, unbounded, limit
    }

    /// Improves the flows until none of the given arcs can make them cheaper.
    package mutating func minimize(_ network: borrowing FlowNetwork, arcs range: Range<Int>) -> Outcome {
        guard !range.isEmpty else { return .optimal }
        let block = min(range.count, 32 + range.count / 16)
        var start = range.lowerBound
        var clean = 0
        while clean < range.count {
            let end = min(start + block, range.upperBound)
            if let entering = steepest(network, start..<end) {
                guard steps < limit else { return .limit }
                steps += 1
                guard Self.pivot(network, entering) else { return .unbounded }
                clean = 0
            } else {
                clean += end - start
                start = end == range.upperBound ? range.lowerBound : end
            }
        }
        return .optimal
    }

    @inline(__always)
    private func steepest(_ network: borrowing FlowNetwork, _ range: Range<Int>) -> Int? {
        let (arcs, nodes) = (network.arcs.base, network.nodes.base)
        var best = -1
        var slope = -tolerance
        for arc in range {
            let it = arcs[arc]
            let reduced = it.cost + nodes[Int(it.tail)].potential - nodes[Int(it.head)].potential
            let here = Double(it.state) * reduced
            if here < slope, it.lower < it.upper {
                slope = here
                best = arc
            }
        }
        return best >= 0 ? best : nil
    }

    /// What stops a step: the node below the arc that leaves; -1 for the entering arc itself.
    private struct Blocking {
        var length: Double
        var node = -1
        /// Whether it lies between the start of the entering arc, in the direction of the push, and the apex.
        var atStart = false
    }

    /// False where nothing stops the step, which then is not taken.
    private static func pivot(_ network: borrowing FlowNetwork, _ entering: Int) -> Bool {
        let arcs = network.arcs.base
        let arc = arcs[entering]
        let isForward = arc.state == FlowNetwork.State.atLower
        let (start, end) = isForward ? (Int(arc.tail), Int(arc.head)) : (Int(arc.head), Int(arc.tail))
        let apex = apex(network, start, end)
        let blocking = blocking(network, start, end, apex, length: arc.upper - arc.lower)
        guard blocking.length < .infinity else { return false }
        push(network, start, end, apex, blocking.length)
        arcs[entering].flow = isForward ? arc.flow + blocking.length : arc.flow - blocking.length
        guard blocking.node >= 0 else {
            arcs[entering].flow = isForward ? arc.upper : arc.lower
            arcs[entering].state = -arc.state
            return true
        }
        exchange(network, entering, start, end, blocking)
        return true
    }

    @inline(__always)
    private static func apex(_ network: borrowing FlowNetwork, _ start: Int, _ end: Int) -> Int {
        let nodes = network.nodes.base
        var (a, b) = (start, end)
        while a != b {
            if nodes[a].depth >= nodes[b].depth { a = Int(nodes[a].parent) } else { b = Int(nodes[b].parent) }
        }
        return a
    }

    @inline(__always)
    private static func blocking(
        _ network: borrowing FlowNetwork, _ start: Int, _ end: Int, _ apex: Int, length: Double
    ) -> Blocking {
        let (arcs, nodes) = (network.arcs.base, network.nodes.base)
        var best = Blocking(length: length)
        var node = start
        while node != apex {
            let arc = arcs[Int(nodes[node].parentArc)]
            let room = max(0, nodes[node].pointsUp ? arc.flow - arc.lower : arc.upper - arc.flow)
            if room < best.length { best = Blocking(length: room, node: node, atStart: true) }
            node = Int(nodes[node].parent)
        }
        node = end
        while node != apex {
            let arc = arcs[Int(nodes[node].parentArc)]
            let room = max(0, nodes[node].pointsUp ? arc.upper - arc.flow : arc.flow - arc.lower)
            if room <= best.length { best = Blocking(length: room, node: node) }
            node = Int(nodes[node].parent)
        }
        return best
    }

    @inline(__always)
    private static func push(
        _ network: borrowing FlowNetwork, _ start: Int, _ end: Int, _ apex: Int, _ length: Double
    ) {
        guard length > 0 else { return }
        let (arcs, nodes) = (network.arcs.base, network.nodes.base)
        var node = start
        while node != apex {
            arcs[Int(nodes[node].parentArc)].flow += nodes[node].pointsUp ? -length : length
            node = Int(nodes[node].parent)
        }
        node = end
        while node != apex {
            arcs[Int(nodes[node].parentArc)].flow += nodes[node].pointsUp ? length : -length
            node = Int(nodes[node].parent)
        }
    }

    /// The arc above the blocking node leaves the tree at the bound that it has reached, the entering arc takes its
    /// place, and the part that was below gets its new potentials.
    @inline(__always)
    private static func exchange(
        _ network: borrowing FlowNetwork, _ entering: Int, _ start: Int, _ end: Int, _ blocking: Blocking
    ) {
        let (arcs, nodes) = (network.arcs.base, network.nodes.base)
        let leaving = Int(nodes[blocking.node].parentArc)
        // On the start's side the push runs down the tree, on the end's side up.
        let falls = nodes[blocking.node].pointsUp == blocking.atStart
        arcs[leaving].flow = falls ? arcs[leaving].lower : arcs[leaving].upper
        arcs[leaving].state = falls ? FlowNetwork.State.atLower : FlowNetwork.State.atUpper
        arcs[entering].state = FlowNetwork.State.inTree
        let (inner, outer) = blocking.atStart ? (start, end) : (end, start)
        network.rehang(inner, below: outer, by: entering, cuttingAbove: blocking.node)
        network.settle(below: inner)
    }
}
