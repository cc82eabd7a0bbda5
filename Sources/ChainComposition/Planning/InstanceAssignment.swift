internal import ServiceChaining

/// Which instance belongs to which clone; an instance stays with its clone as long as there is such a clone.
struct InstanceAssignment {
    /// In the tenant's order of instances, draining ones included.
    var instances: [CloneID: [ServiceInstance]] = [:]
    var clone: [InstanceID: CloneID] = [:]
    /// Instances of functions that end subchains, those that no chain passes any more included: what drains through
    /// them has its ends there.
    let ending: Set<InstanceID>

    init(_ tenant: Tenant, _ transformed: AmbiguityRemoval, previous: [InstanceID: CloneID]) {
        let functions = tenant.functionsEndingSubchains
        ending = Set(tenant.instances.filter { functions.contains($0.function) }.map(\.id))
        let clones = Dictionary(grouping: transformed.clones.map(\.id), by: \.function)
        let served = Self.clonesServed(transformed)
        var waiting: [ServiceInstance] = []
        for instance in tenant.instances {
            let candidates = clones[instance.function] ?? []
            if candidates.count == 1, let only = candidates.first {
                clone[instance.id] = only
            } else if let chain = instance.serves, let wanted = served[chain]?[instance.function] {
                clone[instance.id] = wanted
            } else if let kept = previous[instance.id].flatMap({ Self.successor(of: $0, among: candidates) }) {
                clone[instance.id] = kept
            } else {
                waiting.append(instance)
            }
        }
        var load = Self.activeCounts(tenant, clone)
        for instance in waiting {
            let candidates = clones[instance.function] ?? []
            guard let least = candidates.min(by: { load[$0, default: 0] < load[$1, default: 0] }) else { continue }
            clone[instance.id] = least
            if instance.state == .active { load[least, default: 0] += 1 }
        }
        for instance in tenant.instances {
            if let clone = clone[instance.id] { instances[clone, default: []].append(instance) }
        }
    }

    /// The instances of a clone that take new flows, with their shares.
    func shares(of clone: CloneID) -> [PathSelection.Share] {
        (instances[clone] ?? []).filter { $0.state == .active }
            .map { PathSelection.Share(instance: $0.id, weight: $0.weight) }
    }

    /// The clone itself, or the one that has most of its positions where chains have come and gone.
    private static func successor(of clone: CloneID, among candidates: [CloneID]) -> CloneID? {
        if candidates.contains(clone) { return clone }
        let common = candidates.map { ($0, (clone.positions ?? []).intersection($0.positions ?? []).count) }
        return common.filter { $0.1 > 0 }.max { $0.1 < $1.1 }?.0
    }

    private static func clonesServed(_ transformed: AmbiguityRemoval) -> [ChainID: [FunctionID: CloneID]] {
        var result: [ChainID: [FunctionID: CloneID]] = [:]
        for chain in transformed.chains {
            for clone in chain.clones + chain.branches.flatMap(\.clones)
            where result[chain.chain]?[clone.function] == nil {
                result[chain.chain, default: [:]][clone.function] = clone
            }
        }
        return result
    }

    private static func activeCounts(_ tenant: Tenant, _ clone: [InstanceID: CloneID]) -> [CloneID: Int] {
        var result: [CloneID: Int] = [:]
        for instance in tenant.instances where instance.state == .active {
            if let clone = clone[instance.id] { result[clone, default: 0] += 1 }
        }
        return result
    }
}
