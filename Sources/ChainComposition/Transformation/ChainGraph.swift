public import ServiceChaining

/// The logical graph of a tenant's chains: what follows what, and for which chains (Stratos § 4.1, G = ⟨V, E⟩).
public struct ChainGraph: Hashable, Sendable {
    public enum Node: Hashable, Sendable {
        case endpoint(EndpointID)
        case function(CloneID)
    }

    public struct Edge: Hashable, Sendable {
        public let from: Node
        public let to: Node
        /// The chains that have this step, in the tenant's order.
        public var chains: [ChainID]
    }

    /// In order of first use.
    public private(set) var nodes: [Node] = []
    /// In order of first use.
    public private(set) var edges: [Edge] = []
    private var edgeIndex: [[Node]: Int] = [:]

    /// The graph of some chains, each a walk over nodes.
    init(_ walks: [(ChainID, [Node])]) {
        var known: Set<Node> = []
        for (chain, walk) in walks {
            for node in walk where known.insert(node).inserted { nodes.append(node) }
            for (from, to) in zip(walk, walk.dropFirst()) { add(chain, from, to) }
        }
    }

    /// The graph as the tenant drew it, functions shared by all chains.
    public init(of tenant: Tenant) {
        self.init(
            tenant.chains.map { chain in
                (
                    chain.id,
                    [.endpoint(chain.source)] + chain.functions.map { .function(CloneID($0)) }
                        + [.endpoint(chain.destination)]
                )
            })
    }

    /// The graph of transformed chains.
    public init(of chains: [TransformedChain]) {
        self.init(
            chains.map { chain in
                (
                    chain.chain,
                    [.endpoint(chain.source)] + chain.clones.map { .function($0) } + [.endpoint(chain.destination)]
                )
            })
    }

    private mutating func add(_ chain: ChainID, _ from: Node, _ to: Node) {
        if let index = edgeIndex[[from, to]] {
            if !edges[index].chains.contains(chain) { edges[index].chains.append(chain) }
        } else {
            edgeIndex[[from, to]] = edges.count
            edges.append(Edge(from: from, to: to, chains: [chain]))
        }
    }

    /// Every simple path from a node to an endpoint, as the paper enumerates them, at most `limit`.
    ///
    /// The merged graph holds paths that no chain uses: with A→P→B and C→P→D it has A→P→D as well.
    ///
    /// - Complexity: exponential in the worst case, hence the limit.
    public func downstreamPaths(of node: Node, limit: Int = 10_000) -> [[Node]] {
        var successors: [Node: [Node]] = [:]
        for edge in edges { successors[edge.from, default: []].append(edge.to) }
        var result: [[Node]] = []
        var stack: [[Node]] = [[node]]
        while let path = stack.popLast(), result.count < limit {
            guard let last = path.last else { continue }
            if path.count > 1, case .endpoint = last {
                result.append(Array(path.dropFirst()))
                continue
            }
            for next in (successors[last] ?? []).reversed() where !path.contains(next) { stack.append(path + [next]) }
        }
        return result
    }
}
