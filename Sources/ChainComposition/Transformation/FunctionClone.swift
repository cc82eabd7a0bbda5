public import ServiceChaining

/// Which clone of a function: of a function that rewrites packets there is one for each way that its packets can go.
///
/// The suffix, not a running number, is the identity. A clone therefore stays itself when other chains come and go.
public struct CloneID: Hashable, Sendable {
    public let function: FunctionID
    /// `nil` for a function that preserves headers, which needs no clones.
    public let suffix: ChainSuffix?

    public init(_ function: FunctionID, suffix: ChainSuffix? = nil) {
        self.function = function
        self.suffix = suffix
    }
}

/// A function as the transformed chains use it (Stratos § 4.1, "Correctness-Preserving Transformation").
public struct FunctionClone: Hashable, Sendable {
    public let id: CloneID
    /// How people read it: `proxy`, or `proxy#2` where there are several.
    public let label: String
    /// The chains that pass it; empty only for a path of the merged graph that no chain uses.
    public var chains: [ChainID]

    public init(id: CloneID, label: String, chains: [ChainID]) {
        self.id = id
        self.label = label
        self.chains = chains
    }
}

/// A chain after the transformation: the same functions, with clones in the place of what rewrites packets.
public struct TransformedChain: Hashable, Sendable {
    public let chain: ChainID
    public let source: EndpointID
    public let destination: EndpointID
    public let clones: [CloneID]

    public init(chain: ChainID, source: EndpointID, destination: EndpointID, clones: [CloneID]) {
        self.chain = chain
        self.source = source
        self.destination = destination
        self.clones = clones
    }
}
