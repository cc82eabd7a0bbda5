public import NetworkTypes
public import ServiceChaining

/// What is to be steered where: the intermediate form from which both engines compile their rules.
///
/// A plan is a value. Make the next one from the previous one with ``ChainComposer``, and paths that both have
/// keep their tags; compare the compiled programs with ``PlanUpdate`` to see what changes on which switch.
public struct SteeringPlan: Hashable, Sendable {
    public internal(set) var forwarders: [DatapathID: ServiceFunctionForwarder] = [:]
    public internal(set) var tenants: [TenantID: TenantPlan] = [:]
    var numbers = NumberPool()

    /// The plan of nothing.
    public init() {}

    /// Keeps this plan's successors from using the path and group numbers of a plan that was taken back.
    ///
    /// A switch may have remembered marks of the other plan while it was half installed; were its numbers used again,
    /// those marks would lead somewhere else.
    public mutating func discard(_ other: SteeringPlan) {
        numbers.skip(past: other.numbers)
    }

    /// The tenants' plans in the order of their names.
    public var tenantsInOrder: [TenantPlan] {
        tenants.values.sorted { $0.id < $1.id }
    }

    /// Every path of every tenant, in the order of their numbers.
    public var paths: [PlannedPath] {
        tenants.values.flatMap(\.paths).sorted { $0.id < $1.id }
    }

    /// Every head of every tenant.
    public var heads: [PlannedHead] { tenants.values.flatMap(\.heads) }
}

/// One tenant's part of a plan.
public struct TenantPlan: Hashable, Sendable {
    public let id: TenantID
    public let transformed: AmbiguityRemoval
    public let subchains: [Subchain]
    public let heads: [PlannedHead]
    /// In the order of their numbers.
    public let paths: [PlannedPath]
    /// In ascending order.
    public let ports: [PlannedPort]
    /// The address families that the tenant uses.
    public let families: [AddressFamily]
    /// Every prefix of the tenant's endpoints, for which address resolution is answered.
    public let prefixes: [IPPrefix]
    /// Which clone an instance belongs to.
    public internal(set) var assignment: [InstanceID: CloneID]
    /// What the plan was made from; the same again makes the same plan.
    let origin: Origin

    struct Origin: Hashable, Sendable {
        let tenant: Tenant
        let composer: ChainComposer
        let weights: ChainComposer.PathWeights
        let forwarders: [DatapathID: ServiceFunctionForwarder]
    }

    public subscript(subchain id: SubchainID) -> Subchain? { subchains.first { $0.id == id } }

    public subscript(path id: PathID) -> PlannedPath? { paths.first { $0.id == id } }

    /// True where the plan was made for these chains.
    public func serves(_ chains: [ServiceFunctionChain]) -> Bool { origin.tenant.chains == chains }

    /// Where flows of a subchain start. An instance that is draining keeps its place: what it still handles may
    /// open new connections onward.
    public func heads(of subchain: SubchainID) -> [InstancePath.Head] {
        origin.tenant.heads(of: subchain, assignment)
    }
}

extension Tenant {
    /// The source of a chain, or the instances behind which a subchain lies, in the tenant's order.
    func heads(of subchain: SubchainID, _ assignment: [InstanceID: CloneID]) -> [InstancePath.Head] {
        switch subchain {
        case .source(_, let chain): (self[chain: chain]?.source).map { [.endpoint($0)] } ?? []
        case .behind(_, let function, let suffix):
            instances.filter { instance in
                // What serves a clone may be lent by another function.
                assignment[instance.id].map { $0.function == function && $0.leads(to: suffix) } == true
            }.map { .instance($0.id) }
        }
    }
}
