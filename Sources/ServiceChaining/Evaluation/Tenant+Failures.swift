/// What a chain's new flows pass while instances have failed.
public enum ServiceOutcome: Hashable, Sendable {
    /// These functions, in order.
    case passed([FunctionID])
    /// Nothing, for want of this function, whose failure policy is to let nothing through.
    case stopped(FunctionID)
}

extension Tenant {
    /// The functions of a chain that new flows pass now, by the failure policies of those that have no healthy instance.
    ///
    /// It looks at functions, not at clones: where a function that rewrites packets has several clones, tell with
    /// ``ServiceInstance/serves`` which chain an instance is for.
    ///
    /// ```swift
    /// tenant.functionsInService(of: web)     // .passed(["firewall"]) while the IPS, which may be bypassed, is down
    /// ```
    public func functionsInService(of chain: ServiceFunctionChain) -> ServiceOutcome {
        let lost = chain.functions.filter { hasFailed($0, for: chain.id) }
        let reactions = lost.map { ($0, reaction(to: $0, in: chain)) }
        if let stop = reactions.first(where: { $0.1 == .closed }) { return .stopped(stop.0) }
        if reactions.contains(where: { $0.1 == .open }) { return .passed([]) }
        var standIns: Set<FunctionID> = []
        return .passed(
            chain.functions.compactMap { function in
                switch reactions.first(where: { $0.0 == function })?.1 {
                // One backup for two functions that keep headers is passed once.
                case .backup(let other)?:
                    standIns.insert(other).inserted || self[function: other]?.headers.breaksIdentity == true
                        ? other : nil
                case nil: function
                default: nil
                }
            })
    }

    /// True where instances have failed and none takes new flows.
    private func hasFailed(_ function: FunctionID, for chain: ChainID) -> Bool {
        let own = instances.filter { $0.function == function && ($0.serves == nil || $0.serves == chain) }
        return own.contains { $0.state == .failed } && !own.contains { $0.state == .active && $0.weight > 0 }
    }

    /// A backup that cannot serve is none; then its own policy decides, and nothing passes where that is a backup too.
    private func reaction(to function: FunctionID, in chain: ServiceFunctionChain) -> FailurePolicy.Reaction {
        let policy = chain.onFailure[function] ?? self[function: function]?.onFailure ?? FailurePolicy()
        guard case .backup(let name) = policy.newFlows else { return policy.newFlows }
        if chain.functions.contains(name) { return .bypass }
        guard let backup = self[function: name],
            backup.headers.breaksIdentity == self[function: function]?.headers.breaksIdentity
        else { return .closed }
        if instances.contains(where: { $0.function == name && $0.state == .active && $0.weight > 0 }) {
            return .backup(name)
        }
        if case .backup = backup.onFailure.newFlows { return .closed }
        return backup.onFailure.newFlows
    }
}
