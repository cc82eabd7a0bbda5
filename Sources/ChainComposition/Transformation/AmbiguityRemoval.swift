public import ServiceChaining

/// A tenant's chains made unambiguous: wherever a function rewrites packets, what leaves one clone of it can go
/// one way only, or carries headers that still tell which (Stratos § 4.1).
///
/// ```swift
/// let transformed = AmbiguityRemoval(of: tenant)
/// transformed.clones.map(\.label)   // ["firewall", "proxy#1", "proxy#2", "ips"]
/// ```
public struct AmbiguityRemoval: Hashable, Sendable {
    /// What gets a clone of its own.
    public enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Each distinct rest of a chain whose packets cannot be told from those of others by the fields that the
        /// function leaves alone: as few as can be. The default.
        case headerSpace
        /// Each distinct rest of a chain.
        case distinctSuffixes
        /// Each downstream path of the merged graph, as the paper prints it; some may serve no chain.
        case downstreamPaths
    }

    public let mode: Mode
    /// In order of first use.
    public let clones: [FunctionClone]
    /// In the tenant's order.
    public let chains: [TransformedChain]

    /// - Parameter previous: what is in force: positions that share a clone there go on sharing it where they can, so
    ///   that live flows find their instances.
    public init(of tenant: Tenant, mode: Mode = .headerSpace, after previous: AmbiguityRemoval? = nil) {
        let courses = tenant.chains.map { ChainCourse.all(of: $0) }
        let division = CloneDivision(of: tenant, courses.flatMap { $0 }, mode: mode, after: previous)
        chains = zip(tenant.chains, courses).map { Self.transform($0, $1, division) }
        self.mode = mode
        var users = Self.users(of: chains)
        if mode == .downstreamPaths { Self.addUnusedPaths(of: tenant, to: &users) }
        clones = Self.label(users)
    }

    public subscript(id: CloneID) -> FunctionClone? { clones.first { $0.id == id } }

    private static func transform(
        _ chain: ServiceFunctionChain, _ courses: [ChainCourse], _ division: CloneDivision
    ) -> TransformedChain {
        let clones = courses.map { course in course.ownPositions.map { division.clone(at: $0, of: course) } }
        let branches = zip(courses, clones).compactMap { course, clones in
            course.branch.map { TransformedChain.Branch(position: $0.position, clones: clones) }
        }
        return TransformedChain(
            chain: chain.id, source: chain.source, destination: chain.destination, clones: clones.first ?? [],
            branches: branches)
    }

    private typealias Users = [(id: CloneID, chains: [ChainID])]

    private static func users(of chains: [TransformedChain]) -> Users {
        var order: Users = []
        var index: [CloneID: Int] = [:]
        for chain in chains {
            for clone in chain.clones + chain.branches.flatMap(\.clones) {
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

    private static func addUnusedPaths(of tenant: Tenant, to users: inout Users) {
        let graph = ChainGraph(of: tenant)
        let ending = tenant.functionsEndingSubchains
        var known = Set(users.map(\.id))
        for function in tenant.functions where ending.contains(function.id) {
            for path in graph.downstreamPaths(of: .function(CloneID(function.id))) {
                guard let suffix = suffix(of: path) else { continue }
                let clone = CloneID(function.id, at: [ChainPosition(behind: suffix)])
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
