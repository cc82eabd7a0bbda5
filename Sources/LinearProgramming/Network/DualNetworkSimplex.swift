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
    /// Costs as they are, while they are changed against stalling.
    var trueCosts = WorkBuffer<Double>()
    var isPerturbed = false
    /// How arcs, and rows, change in a primal step, and which arcs do.
    var changes = WorkBuffer<Double>()
    var rowChanges = WorkBuffer<Double>()
    var touched = WorkBuffer<Int32>()
    package internal(set) var steps = 0
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
    static let longRun = 100
    static let shortRun = 25

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
    ///
    /// Arcs outside the basis must be at their new bounds (``FlowNetwork/push(_:by:)``); tight rows are moved to
    /// theirs. What holds a price must still have a bound on the side of that price.
    package mutating func resume(
        _ network: borrowing FlowNetwork, limit: Int, tolerance: Double
    ) -> Outcome {
        turnTightRows()
        restoreTightRows(network)
        isPerturbed = false
        var stalled = 0
        slope.extend(to: network.nodes.count, with: 0)
        added.extend(to: network.nodes.count, with: 0)
        let begin = steps
        while true {
            if stepsSinceRefresh >= Self.longRun, !refresh(network) { return .trouble }
            guard let (leaving, breach) = worstBreach(network, tolerance) else {
                if isPerturbed {
                    guard recover(network, limit: limit - (steps - begin)) else { return .trouble }
                    continue
                }
                if stepsSinceRefresh == 0 { return .optimal }
                if stepsSinceRefresh < Self.shortRun, isConserved(network, 10 * tolerance) { return .optimal }
                // After many steps the end counts only if it is one without their rounding errors.
                guard refresh(network) else { return .trouble }
                continue
            }
            guard steps - begin < limit else {
                restoreCosts(network)
                return .limit
            }
            steps += 1
            stepsSinceRefresh += 1
            combine(network, leaving)
            collectCandidates(network, breach)
            guard let choice = chooseEntering(network, breach, tolerance) else {
                if stepsSinceRefresh > Self.shortRun {
                    guard refresh(network) else { return .trouble }
                    continue
                }
                restoreCosts(network)
                proofSign = breach > 0 ? 1 : -1
                return .infeasible
            }
            stalled = choice.ratio > dualTolerance ? 0 : stalled + 1
            if stalled > Self.patience { perturb(network) }
            step(network, leaving, breach, choice)
        }
    }

    /// Lets tight rows stand at the bound that their multiplier asks for, where they have it: one that was an equation may
    /// have become a range, or have lost the bound at which it stood.
    private func turnTightRows() {
        for slot in 0..<inverse.size {
            let row = Int(inverse.rows[slot])
            let it = rows.rows[row]
            let (here, there) = it.state == SideRows.State.atLower ? (it.lower, it.upper) : (it.upper, it.lower)
            guard there.isFinite else { continue }
            let isWrong = Double(it.state) * it.multiplier < -dualTolerance
            if isWrong || !here.isFinite { rows.rows.base[row].state = -it.state }
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

    /// The proof that no flow keeps all bounds, after the answer `infeasible`: potentials of nodes and multipliers of
    /// rows which, with all costs zero, promise more than any flow can have.
    package func proof(ofNode node: Int) -> Double { proofSign * slope[node] }
    package func proof(ofRow row: Int) -> Double {
        let it = rows.rows[row]
        let value = -proofSign * it.weight
        // What points to a bound that is not there comes from rounding, and would spoil the proof.
        return (value > 0 ? it.lower : it.upper).isFinite ? value : 0
    }
}
