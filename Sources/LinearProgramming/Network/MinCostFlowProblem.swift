/// A min-cost flow problem as a value: nodes with supplies, arcs with bounds and costs.
///
/// Wanted are the flows of least total cost `Σ cost · flow` that keep the bounds of all arcs and with which, at every
/// node, what leaves less what arrives is the supply. Build it once, hand it to a ``NetworkSimplex``, change costs,
/// bounds or supplies, and solve it again from where the last solution was:
///
/// ```swift
/// var problem = MinCostFlowProblem()
/// let plant = problem.addNode("plant", supply: 10)
/// let city = problem.addNode("city", supply: -10)
/// let road = problem.addArc("road", from: plant, to: city, .between(0, 6), cost: 2)
/// let rail = problem.addArc("rail", from: plant, to: city, cost: 3)
/// let result = try NetworkSimplex().solve(problem)
/// ```
///
/// Parallel arcs, unconnected parts, a problem without nodes and arcs from a node to itself are allowed; flow over the
/// last kind changes no balance and follows from bounds and cost alone. Arcs may be without a lower or upper bound or
/// without both. Supplies that do not add up to zero make the problem infeasible, which is an answer and not an error.
public struct MinCostFlowProblem: Hashable, Sendable {
    /// Where flow comes from, goes to, or passes.
    public struct Node: Hashable, Sendable {
        /// For messages only; need not be unique.
        public var name: String
        /// What leaves the node less what arrives; negative where flow is wanted.
        public var supply: Double

        public init(name: String = "", supply: Double = 0) {
            self.name = name
            self.supply = supply
        }
    }

    /// A way for flow from one node to another.
    public struct Arc: Hashable, Sendable {
        /// For messages only; need not be unique.
        public var name: String
        public var tail: NodeID
        public var head: NodeID
        /// The least and the most flow; a negative flow runs from head to tail.
        public var bounds: LinearProgram.Bounds
        /// What each unit of flow adds to the objective.
        public var cost: Double

        public init(
            name: String = "", from tail: NodeID, to head: NodeID, _ bounds: LinearProgram.Bounds = .nonNegative,
            cost: Double = 0
        ) {
            self.name = name
            self.tail = tail
            self.head = head
            self.bounds = bounds
            self.cost = cost
        }
    }

    /// The node of a ``NodeID`` is the one at its index. Numbers are checked when the problem is solved.
    public var nodes: [Node]
    /// The arc of an ``ArcID`` is the one at its index. Numbers are checked when the problem is solved.
    public var arcs: [Arc]

    public init(nodes: [Node] = [], arcs: [Arc] = []) {
        self.nodes = nodes
        self.arcs = arcs
    }

    /// Adds a node and returns the identifier that arcs and results use for it.
    @discardableResult
    public mutating func addNode(_ name: String = "", supply: Double = 0) -> NodeID {
        nodes.append(Node(name: name, supply: supply))
        return NodeID(nodes.count - 1)
    }

    /// Adds an arc and returns the identifier that results use for it.
    @discardableResult
    public mutating func addArc(
        _ name: String = "", from tail: NodeID, to head: NodeID, _ bounds: LinearProgram.Bounds = .nonNegative,
        cost: Double = 0
    ) -> ArcID {
        arcs.append(Arc(name: name, from: tail, to: head, bounds, cost: cost))
        return ArcID(arcs.count - 1)
    }
}
