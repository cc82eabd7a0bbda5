public import ServiceChaining

/// Which subchain: a chain's first one, or one behind a function that rewrites packets or decides where they go on,
/// which all chains with that rest share.
public enum SubchainID: Hashable, Sendable {
    /// From the source endpoint of a chain.
    case source(TenantID, ChainID)
    /// From instances of a function, to what is left of a chain behind it.
    case behind(TenantID, FunctionID, ChainSuffix)

    public var tenant: TenantID {
        switch self {
        case .source(let tenant, _), .behind(let tenant, _, _): tenant
        }
    }
}

/// A segment along which a packet keeps the headers that identify its flow (Stratos § 4.1).
public struct Subchain: Hashable, Sendable {
    public let id: SubchainID
    /// How people read it: `web`, or `behind proxy#1`.
    public let label: String
    /// The functions that preserve headers, and then perhaps the clone that ends the subchain.
    public internal(set) var clones: [CloneID]
    public internal(set) var end: End
    public let direction: ServiceFunctionChain.Direction
    /// Where it lies in the chains that pass it, branches not counted.
    public internal(set) var uses: [Use]
    /// The chains that pass it, on their own way or on that of a branch.
    public internal(set) var chains: Set<ChainID> = []
    /// The chains of which the far end may begin flows here, which go this way in reverse.
    public internal(set) var reversible: [ChainID]

    public struct Use: Hashable, Sendable {
        public let chain: ChainID
        /// The position of the subchain's first function in the chain.
        public let start: Int
    }

    public enum End: Hashable, Sendable {
        case endpoint(EndpointID)
        /// The last of ``Subchain/clones``.
        case clone
    }
}
