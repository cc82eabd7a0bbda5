internal import ChainComposition
internal import NetworkTypes
public import ServiceChaining

/// Going back to what was before.
extension ForwardingController {
    /// The policies to which ``rollBack()`` leads, the last one first.
    public var earlierPolicies: [Policy] { history.entries.reversed().map(\.policy) }

    /// Brings the switches in line with the policy that was in force before the last ``apply(_:weights:)``.
    ///
    /// Flows that exist keep their instances: paths that are still there, draining, come back with their numbers and
    /// tags, and those of the policy that is left drain; instances that only that one has stay, draining, and may be
    /// removed with the next policy. What failed in the meantime counts as failed.
    ///
    /// - Throws: ``StratosError`` with code `nothingBefore` where there is no earlier policy, and whatever
    ///   ``apply(_:weights:)`` throws; the policy in force stays then.
    @discardableResult
    public func rollBack() async throws -> AppliedUpdate {
        try await exclusively { controller in
            guard var earlier = controller.history.entries.last else {
                throw StratosError(
                    .nothingBefore, "there is no earlier policy to go back to; the last \(History.limit) are kept")
            }
            if let left = controller.current?.policy { earlier.policy = earlier.policy.draining(whatOnly: left) }
            try await controller.check(earlier.policy)
            let applied = try await controller.advance(to: earlier)
            controller.history.takeLast()
            controller.current = earlier
            return applied
        }
    }
}

extension Policy {
    /// The policy with the instances that only another one has, as ones that take no new flows.
    fileprivate func draining(whatOnly other: Policy) -> Policy {
        var policy = self
        var taken = Set(tenants.flatMap(\.ports))
        for index in policy.tenants.indices {
            guard let theirs = other[tenant: policy.tenants[index].id] else { continue }
            for var instance in theirs.instances where policy.tenants[index][instance: instance.id] == nil {
                let ports = [instance.attachment.left, instance.attachment.right]
                guard taken.isDisjoint(with: ports), let function = theirs[function: instance.function] else {
                    continue
                }
                if policy.tenants[index][function: function.id] == nil {
                    policy.tenants[index].functions.append(function)
                }
                if let chain = instance.serves, policy.tenants[index][chain: chain] == nil { instance.serves = nil }
                instance.state = .draining
                policy.tenants[index].instances.append(instance)
                taken.formUnion(ports)
            }
        }
        return policy
    }
}

extension Tenant {
    fileprivate var ports: [SwitchPort] {
        endpoints.compactMap { $0.attachment?.port }
            + instances.flatMap { [$0.attachment.left, $0.attachment.right] }
    }
}
