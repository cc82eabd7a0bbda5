/// A network with flows and a spanning tree, in memory that is kept from one problem to the next.
///
/// This is the workspace of the network simplex, and a trusting one: whoever fills it in makes sure that indices are in
/// range, that flows are conserved and that the tree spans. ``MinCostFlowProblem`` is the checked way in.
///
/// Node 0 is the root of the tree. An arc is in the tree, or at one of its bounds, or (in a network with side rows) an
/// extra basic arc. The reduced cost of an arc is `cost + potential(tail) − potential(head)`, zero on tree arcs.
package struct FlowNetwork: ~Copyable {
    /// Where an arc stands in the basis.
    package enum State {
        package static let atUpper: Int8 = -1
        package static let inTree: Int8 = 0
        package static let atLower: Int8 = 1
        /// Basic, but not in the tree.
        package static let extra: Int8 = 2
    }

    package struct Arc: BitwiseCopyable {
        package var tail: Int32
        package var head: Int32
        package var state: Int8
        package var cost: Double
        package var lower: Double
        package var upper: Double
        package var flow: Double

        @inline(__always)
        package init(
            _ tail: Int, _ head: Int, cost: Double, lower: Double = 0, upper: Double = .infinity, flow: Double = 0,
            state: Int8 = State.atLower
        ) {
            self.tail = Int32(truncatingIfNeeded: tail)
            self.head = Int32(truncatingIfNeeded: head)
            self.cost = cost
            self.lower = lower
            self.upper = upper
            self.flow = flow
            self.state = state
        }
    }

    package struct Node: BitwiseCopyable {
        package var potential = 0.0
        /// The node above and the arc to it; -1 at the root.
        package var parent: Int32 = -1
        package var parentArc: Int32 = -1
        package var depth: Int32 = 0
        package var firstChild: Int32 = -1
        package var nextSibling: Int32 = -1
        package var previousSibling: Int32 = -1
        /// Whether the arc to the parent points at the parent.
        package var pointsUp = false

        package init() {}
    }

    package var arcs = WorkBuffer<Arc>()
    package var nodes = WorkBuffer<Node>()

    package init() {}

    /// Makes the network empty but for `nodes` nodes without a tree.
    package mutating func reset(nodes count: Int) {
        nodes.fill(count, with: Node())
        arcs.removeAll()
    }

    /// Reduced cost of an arc.
    @inline(__always)
    package func reducedCost(_ arc: Int) -> Double {
        let it = arcs[arc]
        return it.cost + nodes[Int(it.tail)].potential - nodes[Int(it.head)].potential
    }
}
