internal import ServiceChaining

/// Which failure policy holds for a function where: a chain's own before the function's, and of several chains'
/// behind one clone the strictest, since nobody can tell their packets apart there.
struct FailureTerms {
    private let tenant: Tenant
    private let users: [CloneID: [ChainID]]
    private let passing: [SubchainID: [ChainID]]

    init(_ tenant: Tenant, _ transformed: AmbiguityRemoval, _ subchains: [Subchain] = []) {
        self.tenant = tenant
        passing = Dictionary(subchains.map { ($0.id, $0.uses.map(\.chain)) }) { first, _ in first }
        users = Dictionary(transformed.clones.map { ($0.id, $0.chains) }) { first, _ in first }
    }

    private func chains(of subchain: SubchainID) -> [ServiceFunctionChain] {
        let names =
            switch subchain {
            case .source(_, let chain): [chain]
            case .behind: passing[subchain] ?? []
            }
        return names.compactMap { tenant[chain: $0] }
    }

    private func policies(
        for function: FunctionID, in chains: [ServiceFunctionChain]
    ) -> [FailurePolicy] {
        let own = tenant[function: function]?.onFailure ?? FailurePolicy()
        let theirs = chains.map { $0.onFailure[function] ?? own }
        return theirs.isEmpty ? [own] : theirs
    }

    func existing(_ function: FunctionID, in subchain: SubchainID) -> FailurePolicy.ExistingFlows {
        let asked = policies(for: function, in: chains(of: subchain)).map(\.existing)
        return [.reset, .repin].first(where: asked.contains) ?? .keep
    }

    /// What new flows of a subchain do without the instances of a clone.
    ///
    /// - Parameter isLent: whether instances of a backup serve the clone.
    func reaction(to clone: CloneID, in subchain: Subchain, isLent: Bool) -> FailurePolicy.Reaction {
        let chains = chains(of: subchain.id)
        let asked = policies(for: clone.function, in: chains).map { policy in
            resolved(policy.newFlows, of: clone.function, in: chains, isLent)
        }
        if asked.contains(.closed) { return .closed }
        return asked.first { if case .backup = $0 { true } else { false } }
            ?? (asked.contains(.bypass) ? .bypass : asked.first ?? .closed)
    }

    private func resolved(
        _ reaction: FailurePolicy.Reaction, of function: FunctionID, in chains: [ServiceFunctionChain], _ isLent: Bool
    ) -> FailurePolicy.Reaction {
        guard case .backup(let name) = reaction else { return reaction }
        // A chain that passes the backup anyway has no need to pass it twice.
        if chains.contains(where: { $0.functions.contains(name) }) { return .bypass }
        guard tenant.canReplace(function, by: name) else { return .closed }
        if isLent { return reaction }
        guard let own = tenant[function: name]?.onFailure.newFlows else { return .closed }
        if case .backup = own { return .closed }
        return own
    }

    /// The backup that a clone's chains ask for, where it can serve.
    func backup(for clone: CloneID) -> FunctionID? {
        let chains = (users[clone] ?? []).compactMap { tenant[chain: $0] }
        for chain in chains {
            guard case .backup(let name)? = policies(for: clone.function, in: [chain]).first?.newFlows else { continue }
            if !chain.functions.contains(name), tenant.canReplace(clone.function, by: name) { return name }
        }
        return nil
    }
}

extension Tenant {
    /// True where a function's instances can stand in another's place: both keep flows as they are, or neither does.
    fileprivate func canReplace(_ function: FunctionID, by other: FunctionID) -> Bool {
        self[function: other].map { $0.headers.breaksIdentity } == self[function: function]?.headers.breaksIdentity
    }
}
