public import ServiceChaining

/// Turns policies into plans (Stratos § 4).
///
/// ```swift
/// let composer = ChainComposer()
/// let first = try composer.plan(for: policy)
/// policy.tenants[0].instances.append(secondFirewall)
/// let second = try composer.plan(for: policy, after: first)      // paths of `first` keep their tags
/// ```
public struct ChainComposer: Hashable, Sendable {
    public var mode: AmbiguityRemoval.Mode
    public var selection: PathSelection
    /// What carries the tags of all tenants' new paths, in place of what each tenant names; `nil` leaves it to them.
    public var carrier: AnyTagCarrier?

    public init(mode: AmbiguityRemoval.Mode = .headerSpace, selection: PathSelection = .refinement) {
        self.mode = mode
        self.selection = selection
    }

    /// A composer that puts tags where a carrier of your own says.
    public init(
        mode: AmbiguityRemoval.Mode = .distinctSuffixes, selection: PathSelection = .refinement,
        carrier: some TagCarrier
    ) {
        self.init(mode: mode, selection: selection)
        self.carrier = AnyTagCarrier(carrier)
    }

    /// Shares of new flows for the paths of some subchains, in place of the composer's own choice.
    ///
    /// A path that is not named takes no new flows; a path with weight 0 neither.
    public typealias PathWeights = [SubchainID: [InstancePath: Int]]

    /// The plan for a policy, as the successor of another plan.
    ///
    /// Paths of the previous plan that the policy no longer asks for are kept, draining, until they are named in
    /// `drained` or an instance of theirs is gone from the policy.
    ///
    /// - Parameters:
    ///   - policy: what to compose; instances and endpoints need attachments.
    ///   - previous: the plan that is in force.
    ///   - weights: shares that somebody else decided, such as a flow distribution.
    ///   - drained: paths without live flows, to be given up.
    /// - Throws: ``CompositionFailure`` with every problem of every tenant; nothing is planned then.
    /// - Complexity: linear in what has changed since the previous plan, plus a comparison of what has not.
    public func plan(
        for policy: Policy, after previous: SteeringPlan = SteeringPlan(), weights: PathWeights = [:],
        releasing drained: Set<PathID> = []
    ) throws(CompositionFailure) -> SteeringPlan {
        var plan = previous
        plan.forwarders = Dictionary(policy.forwarders.map { ($0.datapath, $0) }) { first, _ in first }
        plan.tenants = [:]
        var problems: [CompositionFailure.Problem] = []
        let weightsByTenant = Dictionary(grouping: weights, by: \.key.tenant)
        let drainedTenants = Set(
            previous.tenants.values.filter { $0.paths.contains { drained.contains($0.id) } }.map(\.id))
        for tenant in policy.tenants {
            let origin = TenantPlan.Origin(
                tenant: tenant, composer: self,
                weights: Dictionary(
                    uniqueKeysWithValues: (weightsByTenant[tenant.id] ?? []).map { ($0.key, $0.value) }),
                forwarders: plan.forwarders)
            if let known = previous.tenants[tenant.id], known.origin == origin, !drainedTenants.contains(tenant.id) {
                plan.tenants[tenant.id] = known
                continue
            }
            // The pool is moved, not copied: a copy for each tenant would make large policies quadratic.
            var numbers = NumberPool()
            swap(&numbers, &plan.numbers)
            var draft = TenantDraft(
                origin, previous: previous.tenants[tenant.id], numbers: consume numbers)
            let composed = draft.compose(drained: drained)
            problems += draft.problems
            swap(&plan.numbers, &draft.numbers)
            plan.tenants[tenant.id] = composed
        }
        guard problems.isEmpty else { throw CompositionFailure(problems: problems) }
        for (id, tenant) in previous.tenants where plan.tenants[id] == nil {
            tenant.ports.forEach { plan.numbers.release($0) }
        }
        return plan
    }
}
