/// The dual simplex on a network with side rows.
///
/// It starts from a tree that is optimal for the network alone, with every row basic, and mends one broken bound after
/// the other without spoiling optimality: bounds of arcs that have been changed since, and rows that the flows break.
///
/// The basis is a spanning tree, a set of tight rows, and as many *extra* arcs; what goes round the cycle that an extra
/// arc closes in the tree keeps the tight rows at their bounds. So a step costs walks through the tree and products
/// with a matrix of the size of the tight rows, and no more (primal partitioning; Kennington and Helgason, *Algorithms
/// for Network Programming*, 1980, ch. 5–7). Steps pass bounds of boxed arcs on the way where that is shorter.
package struct DualNetworkSimplex: ~Copyable {
    package enum Outcome {
        case optimal
        /// No flow keeps all bounds; potentials and multipliers are a proof: the prices whose bound grows for ever.
        case infeasible
        case limit
        /// A pivot was too small to trust.
        case trouble
    }

    /// What is outside its bounds and leaves the basis.
    enum Leaving {
        /// The tree arc above a node.
        case tree(node: Int)
        /// The extra arc of a slot.
        case extra(slot: Int)
        case row(Int)
    }

    /// What may enter the basis: an arc, or (`index < 0`) the tight row of slot `−1 − index`.
    struct Candidate: BitwiseCopyable {
        var index: Int32
        /// How what leaves responds to it.
        var response: Double
        /// How far the dual step may go before its reduced cost changes sign.
        var ratio: Double
    }

    package var rows = SideRows()
    var inverse = WorkingInverse()
    /// One for each node; with the rows' weights it gives the response of what leaves to any arc.
    var slope = WorkBuffer<Double>()
    /// The part of it that rows make along the tree.
    var added = WorkBuffer<Double>()
    /// The responses of extra arcs, or of what leaves to extra arcs.
    var ofExtras = WorkBuffer<Double>()
    /// The weight of each tight row in the combination at hand.
    var ofTight = WorkBuffer<Double>()
    /// What the entering arc does to the tight rows, and how the extra arcs respond.
    var entering = WorkBuffer<Double>()
    var column = WorkBuffer<Double>()
    var candidates = WorkBuffer<Candidate>()
    var flips = WorkBuffer<Candidate>()
    package private(set) var steps = 0

    package init() {}

    package var tight: Int { inverse.size }
    static let smallestResponse = 1e-9

    /// - Parameters:
    ///   - network: dual feasible: reduced costs fit the bounds at which arcs stand.
    ///   - limit: the most steps to take.
    ///   - tolerance: the largest breach of a bound that counts as none.
    package mutating func minimize(
        _ network: borrowing FlowNetwork, limit: Int, tolerance: Double
    ) -> Outcome {
        start(network)
        return resume(network, limit: limit, tolerance: tolerance)
    }

    /// All rows basic.
    private mutating func start(_ network: borrowing FlowNetwork) {
        steps = 0
        inverse.removeAll()
        for row in 0..<rows.rows.count {
            rows.rows.base[row].state = SideRows.State.basic
            rows.rows.base[row].multiplier = 0
            rows.rows.base[row].weight = 0
            rows.rows.base[row].slot = -1
        }
    }

    /// Goes on from the basis of the last call, after bounds of arcs or rows have been changed.
    ///
    /// Arcs outside the basis must be at their new bounds (``FlowNetwork/push(_:by:)``); tight rows are moved to
    /// theirs. What holds a price must still have a bound on its side.
    package mutating func resume(
        _ network: borrowing FlowNetwork, limit: Int, tolerance: Double
    ) -> Outcome {
        rows.measure(network)
        slope.extend(to: network.nodes.count, with: 0)
        added.extend(to: network.nodes.count, with: 0)
        moveTightRows(network)
        let begin = steps
        while let (leaving, breach) = worstBreach(network, tolerance) {
            guard steps - begin < limit else { return .limit }
            steps += 1
            combine(network, leaving)
            collectCandidates(network, breach)
            guard let choice = chooseEntering(network, breach, tolerance) else {
                keepProof(network, breach)
                return .infeasible
            }
            guard abs(choice.response) > Self.smallestResponse else { return .trouble }
            step(network, leaving, breach, choice)
        }
        return .optimal
    }

    /// What is farthest outside its bounds: positive where it must grow.
    private func worstBreach(
        _ network: borrowing FlowNetwork, _ tolerance: Double
    ) -> (Leaving, Double)? {
        var worst: (leaving: Leaving, breach: Double)?
        var largest = tolerance
        let (arcs, nodes) = (network.arcs.base, network.nodes.base)
        for node in 1..<max(1, network.nodes.count) {
            let arc = arcs[Int(nodes[node].parentArc)]
            let breach = arc.flow < arc.lower ? arc.lower - arc.flow : arc.upper < arc.flow ? arc.upper - arc.flow : 0
            guard abs(breach) > largest else { continue }
            (worst, largest) = ((.tree(node: node), breach), abs(breach))
        }
        for slot in 0..<inverse.size {
            let arc = arcs[Int(inverse.arcs[slot])]
            let breach = max(arc.lower - arc.flow, 0) + min(arc.upper - arc.flow, 0)
            guard abs(breach) > largest else { continue }
            (worst, largest) = ((.extra(slot: slot), breach), abs(breach))
        }
        let all = rows.rows.base
        for row in 0..<rows.rows.count where all[row].state == SideRows.State.basic {
            let it = all[row]
            let breach = max(it.lower - it.activity, 0) + min(it.upper - it.activity, 0)
            guard abs(breach) > largest else { continue }
            (worst, largest) = ((.row(row), breach), abs(breach))
        }
        return worst
    }

    /// Potentials and multipliers become those of the direction in which the dual is unbounded.
    private mutating func keepProof(_ network: borrowing FlowNetwork, _ breach: Double) {
        let sign: Double = breach > 0 ? 1 : -1
        for node in 0..<network.nodes.count { network.nodes.base[node].potential = sign * slope[node] }
        for row in 0..<rows.rows.count {
            rows.rows.base[row].multiplier = -sign * rows.rows.base[row].weight
            rows.rows.base[row].weight = 0
        }
    }
}
