internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

/// From one policy and plan to the next: what differs, and what has to hold in between.
struct Transition: Sendable {
    /// What is plugged in before or afterwards.
    let surroundings: Surroundings
    /// The tenants of which something differs.
    let changed: Set<TenantID>
    private let before: [TenantID: Tenant]
    private let after: [TenantID: Tenant]
    /// The paths that both plans have; what differs otherwise starts anew or has ended.
    private let lasting: [TenantID: Set<PathCheck>]

    init(from policy: Policy, _ plan: SteeringPlan, to next: Policy, _ nextPlan: SteeringPlan, _ known: Surroundings) {
        let before = Dictionary(policy.tenants.map { ($0.id, $0) }) { first, _ in first }
        let after = Dictionary(next.tenants.map { ($0.id, $0) }) { first, _ in first }
        let isSameFabric = policy.forwarders == next.forwarders
        changed = Set(before.keys).union(after.keys).filter { id in
            !isSameFabric || before[id] != after[id] || plan.tenants[id] != nextPlan.tenants[id]
        }
        surroundings = isSameFabric ? known.merging(changed.compactMap { after[$0] }) : Surroundings(policy, next)
        lasting = Dictionary(
            uniqueKeysWithValues: changed.map { id in
                let (old, new) = (plan.tenants[id], nextPlan.tenants[id])
                let kept = Set(old.map { PathCheck.all(of: $0) } ?? [])
                return (id, kept.intersection(new.map { PathCheck.all(of: $0) } ?? []))
            })
        self.before = before
        self.after = after
    }

    /// What has to hold in the middle of a step, of that which the step may concern.
    func checks(for concerned: Set<Check>, mayDrop: Bool) -> Set<Check> {
        var result: Set<Check> = []
        var reclassified: Set<TenantID> = []
        for check in concerned {
            guard changed.contains(check.tenant) else {
                result.insert(check)
                continue
            }
            switch check {
            case .port: result.insert(check)
            case .path(let path): if lasting[check.tenant]?.contains(path) == true { result.insert(check) }
            case .entry: reclassified.insert(check.tenant)
            }
        }
        for id in reclassified {
            guard let old = before[id], let new = after[id] else { continue }
            let entries = Set(EntryCheck.all(of: old, or: new).map(Check.entry))
            // Where classes stay what they are, only those concerned have to be looked at.
            result.formUnion(old.chains == new.chains ? entries.intersection(concerned) : entries)
        }
        guard mayDrop else { return result }
        return Set(
            result.map { check in
                guard case .entry(var entry) = check else { return check }
                entry.mayBeDropped = true
                return .entry(entry)
            })
    }

    /// True where something that stays is plugged in elsewhere, or is something else now.
    func isReplugged(_ id: TenantID) -> Bool {
        guard let old = before[id], let new = after[id] else { return false }
        let instances = Dictionary(new.instances.map { ($0.id, $0) }) { first, _ in first }
        return old.endpoints != new.endpoints || old.functions != new.functions
            || old.functionsBeforeBranches != new.functionsBeforeBranches
            || old.instances.contains { instance in
                instances[instance.id].map { $0.attachment != instance.attachment || $0.state != instance.state }
                    ?? false
            }
    }

    func tenant(_ id: TenantID) -> (before: Tenant?, after: Tenant?) { (before[id], after[id]) }
}
