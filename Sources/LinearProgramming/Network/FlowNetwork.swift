/// A network with flows and a spanning tree, in memory that is kept from one problem to the next.
///
/// This is the workspace of the network simplex, and a trusting one: whoever fills it in makes sure that indices are in
/// range, that flows are conserved and that the tree spans. ``MinCostFlowProblem`` is the checked way in.
///
/// Node 0 is the root of the tree. An arc is in the tree, or at one of its bounds, or (in a network with side rows) an
/// extra basic arc. The reduced cost of an arc is `cost + potential(tail) − potential(head)`, zero on tree arcs.
@usableFromInline
package struct FlowNetwork: ~Copyable {
    /// Where an arc stands in the basis.
    @usableFromInline
    package enum State {
        @inlinable package static var atUpper: Int8 { -1 }
        @inlinable package static var inTree: Int8 { 0 }
        @inlinable package static var atLower: Int8 { 1 }
        /// Basic, but not in the tree.
        @inlinable package static var extra: Int8 { 2 }
    }

    @usableFromInline
    package struct Arc: BitwiseCopyable {
        @usableFromInline package var tail: Int32
        @usableFromInline package var head: Int32
        @usableFromInline package var state: Int8
        @usableFromInline package var cost: Double
        @usableFromInline package var lower: Double
        @usableFromInline package var upper: Double
        @usableFromInline package var flow: Double

        @inlinable @inline(__always)
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

    @usableFromInline
    package struct Node: BitwiseCopyable {
        @usableFromInline package var potential = 0.0
        /// The node above and the arc to it; -1 at the root.
        @usableFromInline package var parent: Int32 = -1
        @usableFromInline package var parentArc: Int32 = -1
        @usableFromInline package var depth: Int32 = 0
        @usableFromInline package var firstChild: Int32 = -1
        @usableFromInline package var nextSibling: Int32 = -1
        @usableFromInline package var previousSibling: Int32 = -1
        /// Whether the arc to the parent points at the parent.
        @usableFromInline package var pointsUp = false

        @inlinable
        package init() {}
    }

    @usableFromInline package var arcs = WorkBuffer<Arc>()
    @usableFromInline package var nodes = WorkBuffer<Node>()

    package init() {}

    /// Makes the network empty but for `nodes` nodes without a tree.
    package mutating func reset(nodes count: Int) {
        nodes.fill(count, with: Node())
        arcs.removeAll()
    }

    /// Reduced cost of an arc.
    @inlinable @inline(__always)
    package func reducedCost(_ arc: Int) -> Double {
        let it = arcs[arc]
        return it.cost + nodes[Int(it.tail)].potential - nodes[Int(it.head)].potential
    }
}
