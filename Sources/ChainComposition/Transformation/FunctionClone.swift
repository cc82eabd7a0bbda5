public import ServiceChaining

/// Which clone of a function: of one that rewrites packets, those positions in chains that one clone can serve.
///
/// The positions, not a running number, are the identity. A clone therefore stays itself when other chains come and go,
/// unless they share it.
public struct CloneID: Hashable, Sendable {
    public let function: FunctionID
    /// `nil` for a function that needs no clones: packets leave it as they came, and it decides nothing.
    public let positions: Set<ChainPosition>?

    public init(_ function: FunctionID, at positions: Set<ChainPosition>? = nil) {
        self.function = function
        self.positions = positions
    }

    /// True where subchains end: what leaves the clone is a flow of its own.
    public var endsSubchains: Bool { positions != nil }

    /// True where one of the ways behind it is this one.
    func leads(to suffix: ChainSuffix) -> Bool {
        (positions ?? []).contains { $0.ways(behind: function).contains { $0.suffix == suffix } }
    }

    /// What its packets go on to, in a fixed order; empty for a function that needs no clones.
    public var suffixes: [ChainSuffix] {
        Set((positions ?? []).map(\.behind)).sorted { "\($0)" < "\($1)" }
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
    /// The other ways on, in the chain's order of branches.
    public let branches: [Branch]

    public struct Branch: Hashable, Sendable {
        /// Behind which of the chain's own clones.
        public let position: Int
        public let clones: [CloneID]
    }

    public init(
        chain: ChainID, source: EndpointID, destination: EndpointID, clones: [CloneID], branches: [Branch] = []
    ) {
        self.chain = chain
        self.source = source
        self.destination = destination
        self.clones = clones
        self.branches = branches
    }

    /// Every course that packets of the chain may take, the chain's own first.
    public var courses: [[CloneID]] {
        [clones] + branches.map { clones[...$0.position] + $0.clones }
    }
}
