public import ServiceChaining

/// Which subchain: a chain's first one, or the one behind a clone, which all chains through that clone share.
public enum SubchainID: Hashable, Sendable {
    /// From the source endpoint of a chain.
    case source(TenantID, ChainID)
    /// From the instances of a clone that rewrites packets.
    case clone(TenantID, CloneID)

    public var tenant: TenantID {
        switch self {
        case .source(let tenant, _), .clone(let tenant, _): tenant
        }
    }
}

/// A segment along which a packet keeps the headers that identify its flow (Stratos § 4.1).
public struct Subchain: Hashable, Sendable {
    public let id: SubchainID
    /// How people read it: `web`, or `behind proxy#1`.
    public let label: String
    /// The functions that preserve headers, and then perhaps the clone that ends the subchain.
    public let clones: [CloneID]
    public let end: End
    /// What enters at a source endpoint; empty behind a clone, where everything belongs to the subchain.
    public let classes: [TrafficClass]
    public let direction: ServiceFunctionChain.Direction

    public enum End: Hashable, Sendable {
        case endpoint(EndpointID)
        /// The last of ``Subchain/clones``.
        case clone
    }
}
