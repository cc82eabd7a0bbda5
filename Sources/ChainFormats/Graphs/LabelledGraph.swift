/// A directed graph to be drawn: a chain graph, a network, whatever has names and arrows.
public struct LabelledGraph: Hashable, Sendable {
    public var name: String
    public var nodes: [Node]
    public var edges: [Edge]

    public init(name: String, nodes: [Node] = [], edges: [Edge] = []) {
        self.name = name
        self.nodes = nodes
        self.edges = edges
    }

    public struct Node: Hashable, Sendable {
        /// What edges refer to; unique within the graph.
        public var id: String
        /// What is shown.
        public var label: String
        public var shape: Shape

        public init(_ id: String, label: String? = nil, shape: Shape = .box) {
            self.id = id
            self.label = label ?? id
            self.shape = shape
        }
    }

    public struct Edge: Hashable, Sendable {
        public var source: String
        public var target: String
        /// What is shown at the arrow; empty for nothing.
        public var label: String
        public var isDashed: Bool

        public init(from source: String, to target: String, label: String = "", isDashed: Bool = false) {
            self.source = source
            self.target = target
            self.label = label
            self.isDashed = isDashed
        }
    }

    public enum Shape: Hashable, Sendable, CaseIterable {
        /// A middlebox.
        case box
        /// An endpoint.
        case ellipse
        /// A middlebox that breaks the identity of flows.
        case hexagon
    }
}
