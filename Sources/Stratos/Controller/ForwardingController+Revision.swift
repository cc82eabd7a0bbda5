public import ChainComposition
public import ServiceChaining

extension ForwardingController {
    /// The policy in force; `nil` before the first one.
    public var policyInForce: Policy? { current?.policy }

    /// Changes the policy in force, whatever it has become by now.
    ///
    /// Shares of tenants that change are left to the composer again, since their paths may be others.
    ///
    /// - Parameter change: what is to be in force instead; `nil` leaves everything as it is.
    /// - Returns: what was done, `nil` for nothing.
    /// - Throws: as ``apply(_:weights:)``.
    @discardableResult
    public func revise(_ change: @Sendable (Policy) -> Policy?) async throws -> AppliedUpdate? {
        try await exclusively { controller in
            guard let before = controller.current, let next = change(before.policy), next != before.policy else {
                return nil
            }
            try Self.refuseMistakes(in: next)
            try await controller.check(next)
            let weights = before.weights.filter {
                before.policy[tenant: $0.key.tenant] == next[tenant: $0.key.tenant]
            }
            let wanted = History.Entry(policy: next, weights: weights)
            let applied = try await controller.advance(to: wanted)
            controller.history.add(before)
            controller.current = wanted
            return applied
        }
    }
}
