public import ChainComposition
public import CloudTopology
public import FlowDistribution
public import NetworkTypes
public import ServiceChaining

/// The flow distribution of a tenant as it is composed, and the weights of instance paths that come of it
/// (Stratos § 5.1).
///
/// Composition divides the instances of a cloned function among chains and cuts chains into subchains; this says so to
/// the distribution problem, and says the answer in the words of composition.
///
/// ```swift
/// let plan = try ChainComposer().plan(for: policy, after: plan)
/// var split = try TenantDistribution(of: "acme", in: policy, composedAs: plan, volumes: ["web": 80])
/// split.problem.bandwidthLimits = limits
/// if let best = try FlowDistributor().solve(split.problem).distribution {
///     try await controller.apply(policy, weights: split.weights(by: best))
/// }
/// ```
public struct TenantDistribution: Sendable {
    /// The problem to solve. Costs, leeway and limits may be set; sites and chains have to stay as they are.
    public var problem: DistributionProblem {
        get { tenantProblem.problem }
        set { tenantProblem.problem = newValue }
    }

    /// The names behind the problem's sites and chains.
    public private(set) var tenantProblem: TenantProblem
    let plan: TenantPlan

    /// The problem where replies are as large as requests and functions neither add to traffic nor take from it.
    ///
    /// - Parameter volumes: what enters each chain, in any unit; the same comes back where the chain is symmetric.
    ///   Chains that are not named are left out.
    /// - Throws: as the other initializer.
    public init(
        of tenant: TenantID, in policy: Policy, composedAs plan: SteeringPlan, volumes: [ChainID: Double],
        racks: [DatapathID: RackID]? = nil, cloud: DistributionProblem? = nil
    ) throws(DistributionError) {
        try self.init(
            of: tenant, in: policy, composedAs: plan,
            TenantProblem.Traffic(volumes: volumes, reverseVolumes: volumes), racks: racks, cloud: cloud)
    }

    /// The problem of some traffic.
    ///
    /// - Parameters:
    ///   - tenant: a tenant of the policy.
    ///   - policy: active instances take part, wherever their left port is.
    ///   - plan: of that policy, whatever its weights; its successors keep instances with their clones.
    ///   - traffic: volumes, gains and capacities.
    ///   - racks: the rack of each switch; nil makes each switch of the policy a rack of its own, in their order.
    ///   - cloud: racks, tree, costs, limits and leeway; nil takes as many racks as are needed and costs of 1 between
    ///     any two.
    /// - Throws: `DistributionError` with code `.unknownSite` where policy or plan lack the tenant, or the plan was made
    ///   for other chains; `.unknownRack` for what is on no switch with a rack; and what ``TenantProblem`` throws.
    public init(
        of tenant: TenantID, in policy: Policy, composedAs plan: SteeringPlan, _ traffic: TenantProblem.Traffic,
        racks: [DatapathID: RackID]? = nil, cloud: DistributionProblem? = nil
    ) throws(DistributionError) {
        guard let model = policy[tenant: tenant], let plan = plan.tenants[tenant] else {
            throw .init(.unknownSite, "there is no tenant '\(tenant)', or it is not composed", at: "tenant")
        }
        guard plan.serves(model.chains) else {
            throw .init(.unknownSite, "the plan was made for other chains; compose the policy again", at: "plan")
        }
        let racks = racks ?? Self.rackForEachSwitch(of: policy)
        let rackCount = (racks.values.map(\.rawValue).max() ?? -1) + 1
        self.plan = plan
        tenantProblem = try TenantProblem(
            model, traffic, in: cloud ?? DistributionProblem(rackCount: rackCount),
            assignment: Self.assignment(of: model, plan)
        ) { place in
            switch place {
            case .endpoint(let endpoint): endpoint.attachment.flatMap { racks[$0.port.datapath] }
            case .instance(let instance): racks[instance.attachment.left.datapath]
            }
        }
    }

    /// Each switch of a policy as a rack of its own, in the policy's order.
    public static func rackForEachSwitch(of policy: Policy) -> [DatapathID: RackID] {
        let racks = policy.forwarders.enumerated().map { ($1.datapath, RackID($0)) }
        return Dictionary(racks) { first, _ in first }
    }

    private static func instances(_ instances: [ServiceInstance], _ plan: TenantPlan) -> [CloneID: [InstanceID]] {
        var result: [CloneID: [InstanceID]] = [:]
        for instance in instances {
            if let clone = plan.assignment[instance.id] { result[clone, default: []].append(instance.id) }
        }
        return result
    }

    /// Which instances serve a chain: those of its clones that take new flows.
    private static func assignment(of tenant: Tenant, _ plan: TenantPlan) -> TenantProblem.Assignment {
        let serving = instances(tenant.instances.filter { $0.state == .active && $0.weight > 0 }, plan)
        var assignment: TenantProblem.Assignment = [:]
        for chain in plan.transformed.chains {
            for clone in chain.clones {
                assignment[chain.chain, default: [:]][clone.function] = serving[clone] ?? []
            }
        }
        return assignment
    }
}
