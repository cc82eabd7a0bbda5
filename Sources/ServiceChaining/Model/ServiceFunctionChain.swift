public import NetworkTypes

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
    /// Who sends the first packet of a flow.
    public var initiator: Initiator
    /// What flows have in common that must pass the same instances.
    public var stickiness: Stickiness
    /// Other ways on behind some of the functions.
    public var branches: [ChainBranch] = []
    /// The DSCP values (RFC 2474) with which packets are to arrive as they were sent, where tags travel in those bits.
    ///
    /// Each costs tags of its own; packets with other values arrive with 0.
    public var keptMarkings: [DSCP] = []
    /// What holds for this chain in place of the functions' own ``ServiceFunction/onFailure``.
    ///
    /// Behind a function that rewrites packets and that several chains share, the strictest of theirs holds.
    public var onFailure: [FunctionID: FailurePolicy] = [:]
    /// Decides where classes overlap: the higher one wins; overlap at equal priority is an error. 0...1000.
    public var priority: Int
    public var objectives: [ServiceLevelObjective]

    public init(
        _ id: ChainID, from source: EndpointID, to destination: EndpointID, matching matches: [TrafficMatch] = [],
        through functions: [FunctionID], direction: Direction = .symmetric, initiator: Initiator = .source,
        stickiness: Stickiness = .connection, priority: Int = 0, objectives: [ServiceLevelObjective] = []
    ) {
        self.id = id
        self.source = source
        self.destination = destination
        self.matches = matches
        self.functions = functions
        self.direction = direction
        self.initiator = initiator
        self.stickiness = stickiness
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

    /// One of a chain's two ends.
    public enum End: Hashable, Sendable, CaseIterable {
        case source, destination
    }

    public enum Initiator: String, Hashable, Sendable, CaseIterable {
        /// The source alone; what the destination sends unasked belongs to no chain.
        case source
        /// Either end. What the destination begins passes the functions in reverse order.
        case either
    }

    public enum Stickiness: String, Hashable, Sendable, CaseIterable {
        /// Each connection on its own: addresses, protocol and ports.
        case connection = "5-tuple"
        /// All connections of one protocol between two addresses.
        case addressesAndProtocol = "3-tuple"
        /// Everything between two addresses.
        case addresses = "2-tuple"
    }
}
