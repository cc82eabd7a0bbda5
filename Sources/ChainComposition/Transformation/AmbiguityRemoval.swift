public import ServiceChaining

/// A tenant's chains made unambiguous: wherever a function rewrites packets, what leaves one clone of it can go
/// one way only (Stratos § 4.1).
///
/// ```swift
/// let transformed = AmbiguityRemoval(of: tenant)
/// transformed.clones.map(\.label)   // ["firewall", "proxy#1", "proxy#2", "ips"]
/// ```
public struct AmbiguityRemoval: Hashable, Sendable {
    /// What gets a clone of its own.
    public enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Each distinct rest of a chain: as many as needed. The default.
        case distinctSuffixes
        /// Each downstream path of the merged graph, as the paper prints it; some may serve no chain.
        case downstreamPaths
    }

    public let mode: Mode
    /// In order of first use.
    public let clones: [FunctionClone]
    /// In the tenant's order.
    public let chains: [TransformedChain]

    public init(of tenant: Tenant, mode: Mode = .distinctSuffixes) {
        let breaking = Set(tenant.functions.filter(\.headers.breaksIdentity).map(\.id))
        chains = tenant.chains.map { chain in
            TransformedChain(
                chain: chain.id, source: chain.source, destination: chain.destination,
                clones: chain.functions.indices.map { position in
                    let function = chain.functions[position]
                    return CloneID(function, suffix: breaking.contains(function) ? chain.suffix(behind: position) : nil)
                })
        }
        self.mode = mode
        var users = Self.users(of: chains)
        if mode == .downstreamPaths { Self.addUnusedPaths(of: tenant, breaking, to: &users) }
        clones = Self.label(users)
    }

    public subscript(id: CloneID) -> FunctionClone? { clones.first { $0.id == id } }

    private typealias Users = [(id: CloneID, chains: [ChainID])]

    private static func users(of chains: [TransformedChain]) -> Users {
        var order: Users = []
        var index: [CloneID: Int] = [:]
        for chain in chains {
            for clone in chain.clones {
                if let known = index[clone] {
                    if order[known].chains.last != chain.chain { order[known].chains.append(chain.chain) }
                } else {
                    index[clone] = order.count
                    order.append((clone, [chain.chain]))
                }
            }
        }
        return order
    }

    private static func addUnusedPaths(of tenant: Tenant, _ breaking: Set<FunctionID>, to users: inout Users) {
        let graph = ChainGraph(of: tenant)
        var known = Set(users.map(\.id))
        for function in tenant.functions where breaking.contains(function.id) {
            for path in graph.downstreamPaths(of: .function(CloneID(function.id))) {
                guard let suffix = suffix(of: path) else { continue }
                let clone = CloneID(function.id, suffix: suffix)
                if known.insert(clone).inserted { users.append((clone, [])) }
            }
        }
    }

    private static func suffix(of path: [ChainGraph.Node]) -> ChainSuffix? {
        guard case .endpoint(let destination)? = path.last else { return nil }
        let functions = path.dropLast().compactMap { node -> FunctionID? in
            if case .function(let clone) = node { clone.function } else { nil }
        }
        return ChainSuffix(functions: functions, destination: destination)
    }

    private static func label(_ users: Users) -> [FunctionClone] {
        let total = Dictionary(grouping: users, by: \.id.function).mapValues(\.count)
        var seen: [FunctionID: Int] = [:]
        return users.map { user in
            let function = user.id.function
            seen[function, default: 0] += 1
            let label = (total[function] ?? 1) > 1 ? "\(function)#\(seen[function] ?? 1)" : function.name
            return FunctionClone(id: user.id, label: label, chains: user.chains)
        }
    }
}
