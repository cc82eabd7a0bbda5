internal import ServiceChaining

/// What becomes of a tenant's subchains and paths while instances have failed.
///
/// A clone of which no instance takes new flows is left out of its subchains, or closes them, or is served by lent
/// instances; subchains keep their identity, so whatever goes on as before keeps its paths.
struct FailureResponse {
    /// As they are to be composed now.
    let subchains: [Subchain]
    /// Those that drop new flows.
    let closed: Set<SubchainID>
    /// The clones that need no instance now.
    let lost: Set<CloneID>
    private let terms: FailureTerms
    private let failed: [InstanceID: FunctionID]

    init(
        _ tenant: Tenant, _ transformed: AmbiguityRemoval, _ intended: [Subchain], _ assignment: InstanceAssignment
    ) {
        terms = FailureTerms(tenant, transformed, intended)
        failed = Dictionary(
            tenant.instances.filter { $0.state == .failed }.map { ($0.id, $0.function) }
        ) { first, _ in first }
        lost = failed.isEmpty ? [] : Set(transformed.clones.map(\.id).filter { assignment.hasFailed($0) })
        guard !lost.isEmpty else {
            (subchains, closed) = (intended, [])
            return
        }
        let outlook = SubchainOutlook(tenant, intended, terms, lost: lost, lent: assignment.lent)
        subchains = intended.map(outlook.degraded)
        closed = Set(intended.filter(outlook.isClosed).map(\.id))
    }

    /// What happens to the flows of a path, or `nil` where all of its instances are as they were.
    ///
    /// Where several have failed, the strictest policy holds: a reset before another path before the same one.
    func fate(of path: PlannedPath) -> FailurePolicy.ExistingFlows? {
        guard !failed.isEmpty else { return nil }
        var instances = path.route.instances
        if case .instance(let head) = path.route.head { instances.append(head) }
        let fates = instances.compactMap { failed[$0] }.map { terms.existing($0, in: path.subchain) }
        return [.reset, .repin, .keep].first(where: fates.contains)
    }

    /// Shares that somebody decided before instances failed: without the paths that need those, and `nil`, which leaves
    /// the choice to the composer, where nothing else is left.
    func surviving(_ weights: [InstancePath: Int]?, of subchain: Subchain) -> [InstancePath: Int]? {
        guard let weights, !failed.isEmpty else { return weights }
        guard subchain.clones.allSatisfy({ !lost.contains($0) }) else { return nil }
        let left = weights.filter { path, _ in path.instances.allSatisfy { failed[$0] == nil } }
        guard left.count < weights.count else { return weights }
        let heads = { (weights: [InstancePath: Int]) in Set(weights.filter { $0.value > 0 }.map(\.key.head)) }
        return heads(left) == heads(weights) ? left : nil
    }
}
