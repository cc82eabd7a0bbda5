internal import ChainComposition
internal import ChainFormats
internal import ServiceChaining

/// What `plan` answers: the same value is printed for people and encoded for programs.
struct PlanReport: Encodable {
    let file: String
    let after: String?
    let engine: String
    let mode: String
    let tenants: [TenantReport]
    let update: UpdateReport
    let cost: CostReport
    /// True where the update leads from `file` back to `after`.
    let isRollback: Bool
    let live: LiveReport?
    let graphs: [GraphReport]?

    /// A drawing of a tenant's chains in the language of a drawing tool.
    struct GraphReport: Encodable {
        let tenant: String
        let before: String
        let after: String
    }

    init(
        _ composition: Composition, file: String, options: CompositionOptions, isRollback: Bool = false,
        graphs: [GraphReport]?, rules: Bool, live: LiveReport? = nil
    ) throws {
        self.isRollback = isRollback
        self.live = live
        cost = CostReport(composition)
        self.file = file
        after = options.after
        engine = options.engine.rawValue
        mode = options.mode.rawValue
        self.graphs = graphs
        tenants = composition.policy.tenants.compactMap { tenant in
            composition.plan.tenants[tenant.id].map {
                TenantReport(tenant, $0, old: composition.oldPlan.tenants[tenant.id])
            }
        }
        update = try UpdateReport(composition, rules: rules)
    }
}

/// One tenant's chains, before and after, and the paths that serve them.
struct TenantReport: Encodable {
    let name: String
    let chains: [ChainReport]
    let instancesNeeded: Needed
    let clones: [CloneReport]
    let subchains: [SubchainReport]
    let paths: [PathReport]

    /// How many instances are needed at least.
    struct Needed: Encodable {
        let functions: Int
        let headerSpace: Int
        let distinctSuffixes: Int
        let downstreamPaths: Int
    }

    struct ChainReport: Encodable {
        let name: String
        let before: [String]
        let after: [String]
        /// Positions in `after` behind which another subchain starts.
        let borders: [Int]
    }

    struct CloneReport: Encodable {
        let label: String
        let function: String
        /// Where everything goes that leaves it; `nil` where it serves every way.
        let leadsTo: String?
        let chains: [String]
        let instances: [String]
    }

    struct SubchainReport: Encodable {
        let label: String
        let from: [String]
        let through: [String]
        /// The endpoint; `nil` where the last function ends the subchain.
        let to: String?
        let paths: Int
    }

    init(_ tenant: Tenant, _ plan: TenantPlan, old: TenantPlan?) {
        name = tenant.id.name
        let transformed = plan.transformed
        chains = zip(tenant.chains, transformed.chains).map { ChainReport($0, $1, transformed) }
        let report = TransformationReport(of: tenant)
        instancesNeeded = Needed(
            functions: report.functions, headerSpace: report.headerSpace, distinctSuffixes: report.distinctSuffixes,
            downstreamPaths: report.downstreamPaths)
        clones = transformed.clones.map { clone in
            CloneReport(
                label: clone.label, function: clone.id.function.name, leadsTo: clone.id.leadsTo,
                chains: clone.chains.map(\.name),
                instances: tenant.instances.map(\.id).filter { plan.assignment[$0] == clone.id }.map(\.name))
        }
        subchains = plan.subchains.map { SubchainReport($0, plan) }
        paths = PathReport.all(plan, old: old)
    }
}

extension TenantReport.ChainReport {
    fileprivate init(_ chain: ServiceFunctionChain, _ after: TransformedChain, _ transformed: AmbiguityRemoval) {
        name = chain.id.name
        before = [chain.source.name] + chain.functions.map(\.name) + [chain.destination.name]
        let labels = after.clones.map { transformed[$0]?.label ?? $0.function.name }
        self.after = [after.source.name] + labels + [after.destination.name]
        borders = after.clones.indices.filter { after.clones[$0].endsSubchains }.map { $0 + 1 }
    }
}

extension TenantReport.SubchainReport {
    fileprivate init(_ subchain: Subchain, _ plan: TenantPlan) {
        label = subchain.label
        from = plan.heads.filter { $0.subchain == subchain.id }.map { $0.head.name }
        through = subchain.clones.map { plan.transformed[$0]?.label ?? $0.function.name }
        to = if case .endpoint(let endpoint) = subchain.end { endpoint.name } else { nil }
        paths = plan.paths.filter { $0.subchain == subchain.id }.count
    }
}

extension InstancePath.Head {
    /// The name of the endpoint or instance.
    var name: String {
        switch self {
        case .endpoint(let endpoint): endpoint.name
        case .instance(let instance): instance.name
        }
    }
}

extension CloneID {
    /// Where everything goes that leaves it; `nil` where it serves every way.
    var leadsTo: String? { suffixes.isEmpty ? nil : suffixes.map(\.description).joined(separator: ", or ") }
}
