internal import ServiceChaining

extension Tenant {
    /// The chains that pass a subchain, those included that may pass it by a branch.
    func chains(passing subchain: Subchain) -> [ServiceFunctionChain] {
        let users = Set(subchain.uses.map(\.chain))
        return chains.filter { chain in
            if case .source(_, let id) = subchain.id { return chain.id == id }
            return users.contains(chain.id) || !chain.branches.isEmpty
        }
    }
}

extension TenantPlan {
    /// What flows of a subchain have in common that must go the same way: where chains that share it differ, the broadest.
    func stickiness(of subchain: Subchain) -> ServiceFunctionChain.Stickiness {
        let wanted = Set(origin.tenant.chains(passing: subchain).map(\.stickiness))
        return [.addresses, .addressesAndProtocol].first(where: wanted.contains) ?? .connection
    }
}
