internal import ChainComposition
public import ServiceChaining

/// Going back to what was before.
extension ForwardingController {
    /// The policies to which ``rollBack()`` leads, the last one first.
    public var earlierPolicies: [Policy] { history.entries.reversed().map(\.policy) }

    /// Brings the switches in line with the policy that was in force before the last ``apply(_:weights:)``.
    ///
    /// Flows that exist keep their instances: paths that are still there, draining, come back with their numbers and
    /// tags, and those of the policy that is left drain. What failed in the meantime counts as failed.
    ///
    /// - Throws: ``StratosError`` with code `nothingBefore` where there is no earlier policy, and whatever
    ///   ``apply(_:weights:)`` throws; the policy in force stays then.
    @discardableResult
    public func rollBack() async throws -> AppliedUpdate {
        try await exclusively { controller in
            guard let earlier = controller.history.entries.last else {
                throw StratosError(
                    .nothingBefore, "there is no earlier policy to go back to; the last \(History.limit) are kept")
            }
            try await controller.check(earlier.policy)
            let applied = try await controller.advance(to: earlier)
            controller.history.takeLast()
            controller.current = earlier
            return applied
        }
    }
}
