internal import ServiceChaining

extension InstanceAssignment {
    /// True where instances of a clone have failed and none of its own takes new flows.
    func hasFailed(_ clone: CloneID) -> Bool {
        let own = (instances[clone] ?? []).filter { $0.function == clone.function }
        return own.contains { $0.state == .failed } && !own.contains { $0.state == .active && $0.weight > 0 }
    }

    /// The clones that a backup serves now.
    var lent: Set<CloneID> {
        Set(
            instances.filter { clone, instances in
                instances.contains { $0.function != clone.function && $0.state == .active && $0.weight > 0 }
            }.keys)
    }

    /// Lends instances of backups to clones that have lost theirs.
    ///
    /// One that rewrites packets can serve one clone only, and keeps its place behind it while flows go through it.
    mutating func lend(_ tenant: Tenant, _ transformed: AmbiguityRemoval, previous: TenantPlan?) {
        let before = previous?.assignment ?? [:]
        guard tenant.instances.contains(where: { $0.state == .failed || isLent($0, before) }) else { return }
        let terms = FailureTerms(tenant, transformed)
        retire(tenant, transformed, before, inUse: previous?.instancesInUse ?? [])
        let wanting = transformed.clones.map(\.id).filter(hasFailed)
        let requests = wanting.compactMap { clone in terms.backup(for: clone).map { (clone, $0) } }
        for instance in tenant.instances where instance.state == .active {
            let asking = requests.filter { $0.1 == instance.function }.map(\.0)
            guard ending.contains(instance.id) else {
                for clone in asking { instances[clone, default: []].append(instance) }
                continue
            }
            let kept = before[instance.id].flatMap { asking.contains($0) ? $0 : nil }
            // One that serves its own function, or still has flows elsewhere, cannot go.
            guard clone[instance.id] == nil || clone[instance.id] == kept else { continue }
            guard let chosen = kept ?? asking.min(by: { lentCount($0) < lentCount($1) }) else { continue }
            clone[instance.id] = chosen
            instances[chosen]?.removeAll { $0.id == instance.id }
            instances[chosen, default: []].append(instance)
        }
    }

    private func isLent(_ instance: ServiceInstance, _ before: [InstanceID: CloneID]) -> Bool {
        before[instance.id].map { $0.function != instance.function } ?? false
    }

    private func lentCount(_ clone: CloneID) -> Int {
        (instances[clone] ?? []).count { $0.function != clone.function && $0.state == .active }
    }

    /// What was lent and still carries flows takes no new ones.
    private mutating func retire(
        _ tenant: Tenant, _ transformed: AmbiguityRemoval, _ before: [InstanceID: CloneID], inUse: Set<InstanceID>
    ) {
        let clones = Set(transformed.clones.map(\.id))
        for var instance in tenant.instances where ending.contains(instance.id) && clone[instance.id] == nil {
            guard let lent = before[instance.id], clones.contains(lent), inUse.contains(instance.id) else { continue }
            instance.state = .draining
            clone[instance.id] = lent
            instances[lent, default: []].append(instance)
        }
    }
}

extension TenantPlan {
    fileprivate var instancesInUse: Set<InstanceID> { Set(paths.flatMap(\.route.instances)) }
}
