extension MinCostFlowProblem {
    /// A node of one ``MinCostFlowProblem``: its position in ``MinCostFlowProblem/nodes``.
    public struct NodeID: Hashable, Sendable {
        public let index: Int

        public init(_ index: Int) {
            self.index = index
        }
    }

    /// An arc of one ``MinCostFlowProblem``: its position in ``MinCostFlowProblem/arcs``.
    public struct ArcID: Hashable, Sendable {
        public let index: Int

        public init(_ index: Int) {
            self.index = index
        }
    }
}
