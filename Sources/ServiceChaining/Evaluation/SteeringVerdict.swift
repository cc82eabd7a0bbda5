/// What a policy asks for the packets of a flow.
public enum SteeringVerdict: Hashable, Sendable {
    /// The flow belongs to a chain and passes its functions in this order.
    case chain(SteeringDecision)
    /// The flow belongs to no chain, or not to one alone.
    case noChain(NoChainReason)

    /// The decision; `nil` where there is no chain.
    public var decision: SteeringDecision? {
        guard case .chain(let decision) = self else { return nil }
        return decision
    }

    /// The functions that the flow's packets pass, in order; empty where there is no chain.
    public var functions: [FunctionID] { decision?.functions ?? [] }

    /// The functions that the replies pass, in order; empty where they go straight back or there is no chain.
    public var repliesPass: [FunctionID] { decision?.repliesPass ?? [] }
}

/// The chain to which a flow belongs.
public struct SteeringDecision: Hashable, Sendable {
    public var tenant: TenantID
    public var chain: ChainID
    /// The functions that the flow's packets pass, in order.
    public var functions: [FunctionID]
    public var direction: ServiceFunctionChain.Direction

    public init(
        tenant: TenantID, chain: ChainID, functions: [FunctionID], direction: ServiceFunctionChain.Direction
    ) {
        self.tenant = tenant
        self.chain = chain
        self.functions = functions
        self.direction = direction
    }

    /// The functions that the replies pass, in order: reversed for a symmetric chain, none for a unidirectional one.
    public var repliesPass: [FunctionID] {
        direction == .symmetric ? Array(functions.reversed()) : []
    }
}

/// Why a flow belongs to no chain.
public enum NoChainReason: Hashable, Sendable {
    /// No endpoint is attached where the flow enters, or no endpoint has that name.
    case unknownIngress
    /// Chains start there, but none matches.
    case noMatch
    /// Several chains of one priority match; a policy without diagnostics has no such flow.
    case ambiguous([ChainID])
    /// The chain takes no flows while no instance of this function is healthy.
    case closed(ChainID, FunctionID)
}
