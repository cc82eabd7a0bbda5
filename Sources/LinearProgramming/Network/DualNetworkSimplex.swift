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
        /// No flow keeps all bounds; ``proof(ofNode:)`` and ``proof(ofRow:)`` say why.
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
    /// What each node sends more than it gets.
    var supply = WorkBuffer<Double>()
    var order = WorkBuffer<Int32>()
    var matrix = WorkBuffer<Double>()
    package private(set) var steps = 0
    var stepsSinceRefresh = 0
    /// Reduced costs that small count as zero.
    var dualTolerance = 0.0
    private var proofSign = 0.0
    /// By how much what leaves would stay outside its bounds with all that can help at its best, after the answer
    /// `infeasible`.
    package var shortage = 0.0

    package init() {}

    static let smallestResponse = 1e-8
    /// After so many steps rounding errors are removed, and after so few an end is believed as it is.
    private static let longRun = 100
    private static let shortRun = 25

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
        stepsSinceRefresh = 0
        inverse.removeAll()
        measureSupplies(network)
        var largest = 0.0
        for arc in 0..<network.arcs.count { largest = max(largest, abs(network.arcs[arc].cost)) }
        dualTolerance = 1e-10 * largest
        for row in 0..<rows.rows.count {
            rows.rows.base[row].state = SideRows.State.basic
            rows.rows.base[row].multiplier = 0
            rows.rows.base[row].weight = 0
            rows.rows.base[row].slot = -1
        }
    }

    /// Changes the upper bound of a row before ``resume(_:limit:tolerance:)``.
    package func setUpper(ofRow row: Int, to bound: Double) {
        rows.rows.base[row].upper = bound
    }

    /// Goes on from the basis of the last call, after bounds of arcs or rows have been changed.
    package mutating func resume(
        _ network: borrowing FlowNetwork, limit: Int, tolerance: Double
    ) -> Outcome {
        restoreTightRows(network)
        slope.extend(to: network.nodes.count, with: 0)
        added.extend(to: network.nodes.count, with: 0)
        let end = steps + limit
        while true {
            if stepsSinceRefresh >= Self.longRun, !refresh(network) { return .trouble }
            guard let (leaving, breach) = worstBreach(network, tolerance) else {
                if stepsSinceRefresh == 0 { return .optimal }
                if stepsSinceRefresh < Self.shortRun, isConserved(network, 10 * tolerance) { return .optimal }
                // After many steps the end counts only if it is one without their rounding errors.
                guard refresh(network) else { return .trouble }
                continue
            }
            guard steps < end else { return .limit }
            steps += 1
            stepsSinceRefresh += 1
            combine(network, leaving)
            collectCandidates(network, breach)
            guard let choice = chooseEntering(network, breach, tolerance) else {
                if stepsSinceRefresh > Self.shortRun {
                    guard refresh(network) else { return .trouble }
                    continue
                }
                proofSign = breach > 0 ? 1 : -1
                return .infeasible
            }
            step(network, leaving, breach, choice)
        }
    }

    /// Activities from flows; extra arcs then bring tight rows to bounds that have moved.
    func restoreTightRows(_ network: borrowing FlowNetwork) {
        rows.measure(network)
        for slot in 0..<inverse.size {
            let row = rows.rows[Int(inverse.rows[slot])]
            let bound = row.state == SideRows.State.atLower ? row.lower : row.upper
            enter(network, rowSlot: slot, by: bound - row.activity)
        }
    }

    /// What is farthest outside its bounds: positive where it must grow.
    private func worstBreach(
        _ network: borrowing FlowNetwork, _ tolerance: Double
    ) -> (Leaving, Double)? {
        var worst: (leaving: Leaving, breach: Double)?
        var largest = tolerance
        let (arcs, nodes) = (network.arcs.base, network.nodes.base)
        for node in 1..<network.nodes.count {
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

    /// The proof that no flow keeps all bounds, after the answer `infeasible`: potentials of nodes and multipliers of
    /// rows which, with all costs zero, promise more than any flow can have.
    package func proof(ofNode node: Int) -> Double { proofSign * slope[node] }
    package func proof(ofRow row: Int) -> Double { -proofSign * rows.rows[row].weight }
}
