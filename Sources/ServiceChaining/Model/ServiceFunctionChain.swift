/// Traffic of one kind, and the functions that it passes in order (RFC 7665 § 1.4; Stratos § 2).
public struct ServiceFunctionChain: Hashable, Sendable {
    public var id: ChainID
    public var source: EndpointID
    public var destination: EndpointID
    /// Which packets from source to destination; a packet belongs where any of these matches. Empty means all.
    public var matches: [TrafficMatch]
    /// The functions in the order in which the first packet passes them; at least one.
    public var functions: [FunctionID]
    public var direction: Direction
    /// Decides where classes overlap: the higher one wins; overlap at equal priority is an error. 0...1000.
    public var priority: Int
    public var objectives: [ServiceLevelObjective]

    public init(
        _ id: ChainID, from source: EndpointID, to destination: EndpointID, matching matches: [TrafficMatch] = [],
        through functions: [FunctionID], direction: Direction = .symmetric, priority: Int = 0,
        objectives: [ServiceLevelObjective] = []
    ) {
        self.id = id
        self.source = source
        self.destination = destination
        self.matches = matches
        self.functions = functions
        self.direction = direction
        self.priority = priority
        self.objectives = objectives
    }

    /// How the replies go (RFC 7665 § 2.2).
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        /// Replies pass the same instances in reverse order.
        case symmetric
        /// Replies go straight back; possible only where every function preserves headers.
        case unidirectional
    }
}
