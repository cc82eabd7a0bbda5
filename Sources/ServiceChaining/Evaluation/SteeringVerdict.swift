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
    /// The functions that the flow's packets pass, in order, where no branch is taken.
    public var functions: [FunctionID]
    public var direction: ServiceFunctionChain.Direction
    /// Which end sent the first packet; what the destination begins passes the functions backwards.
    public var beginner: ServiceFunctionChain.End
    /// Other ways on behind some of the functions; nobody knows beforehand what a box makes of a packet.
    public var branches: [ChainBranch]

    public init(
        tenant: TenantID, chain: ChainID, functions: [FunctionID], direction: ServiceFunctionChain.Direction,
        begunBy beginner: ServiceFunctionChain.End = .source, branches: [ChainBranch] = []
    ) {
        self.tenant = tenant
        self.chain = chain
        self.functions = functions
        self.direction = direction
        self.beginner = beginner
        self.branches = branches
    }

    init(_ chain: ServiceFunctionChain, of tenant: TenantID, begunBy beginner: ServiceFunctionChain.End) {
        let isForward = beginner == .source
        self.init(
            tenant: tenant, chain: chain.id, functions: isForward ? chain.functions : chain.functions.reversed(),
            direction: chain.direction, begunBy: beginner, branches: isForward ? chain.branches : [])
    }

    /// The functions that the replies pass, in order: reversed for a symmetric chain, none for a unidirectional one.
    public var repliesPass: [FunctionID] { repliesPass(for: functions) }

    /// What replies pass where packets have passed these functions.
    public func repliesPass(for functions: [FunctionID]) -> [FunctionID] {
        direction == .symmetric ? functions.reversed() : []
    }

    /// Every sequence that is right for the flow: the chain's own, and that of each branch.
    public var sequences: [[FunctionID]] { [functions] + branches.map { branch in functions { $0 == branch } } }

    /// The functions that packets pass that meet some conditions behind the functions where the chain branches.
    ///
    /// - Parameter holds: whether a packet meets the condition as it leaves the function.
    public func functions(where holds: (ChainBranch) -> Bool) -> [FunctionID] {
        for (index, function) in functions.enumerated() {
            if let taken = branches.first(where: { $0.after == function && holds($0) }) {
                return functions[...index] + taken.functions
            }
        }
        return functions
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
