/// Where a ``NetworkSimplex`` stands, or shall start: which arcs hold the network together, and the bounds at which the
/// others are.
///
/// A basis says nothing about numbers, so it may be used after costs, bounds or supplies have changed, or arcs and
/// nodes were added at the end. It is advice that cannot do harm: arcs that would close a cycle in the tree, bounds that
/// do not exist and nodes that are not there are passed over, and arcs that it does not mention stand at their lower
/// bounds.
public struct NetworkBasis: Hashable, Sendable {
    /// Where an arc stands.
    public enum Standing: Hashable, Sendable {
        /// At its lower bound; at the upper one if it has no other, and at zero if it has none.
        case atLower
        /// At its upper bound, if it has one.
        case atUpper
        /// Its flow is what conservation at the nodes makes of the others.
        case inTree
    }

    /// One for each arc, in their order.
    public var arcs: [Standing]
    /// The nodes at which the parts of the tree are held; one for each part is enough, and none is needed. A solver
    /// notes them so that it finds the same tree again.
    public var roots: [MinCostFlowProblem.NodeID]

    public init(arcs: [Standing], roots: [MinCostFlowProblem.NodeID] = []) {
        self.arcs = arcs
        self.roots = roots
    }
}
