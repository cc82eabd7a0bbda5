internal import ServiceChaining

/// Instances that fail and come back, and what is to happen meanwhile.
extension DeploymentGenerator {
    /// A backup that rewrites packets can stand in for one clone only, of which the evaluator knows nothing; those are
    /// not drawn.
    mutating func failurePolicy(of function: ServiceFunction, in tenant: Tenant) -> FailurePolicy {
        var reactions: [FailurePolicy.Reaction] = [.closed, .open, .bypass]
        if !function.headers.breaksIdentity, let backup = random.element(of: tenant.functions) {
            reactions.append(.backup(backup.id))
        }
        return FailurePolicy(
            random.element(of: reactions) ?? .closed, existing: random.element(of: [.keep, .repin, .reset]) ?? .keep)
    }

    /// All instances of a function fail, or one of those that preserve headers, for whose clones no other need stand in.
    mutating func fail(_ tenant: inout Tenant) -> Bool {
        guard let function = random.element(of: tenant.functions) else { return false }
        let active = tenant.instances.indices.filter {
            tenant.instances[$0].function == function.id && tenant.instances[$0].state == .active
        }
        let isAlone = !function.headers.breaksIdentity && random.chance(50)
        let chosen = isAlone ? Array(random.shuffled(active).prefix(1)) : active
        for index in chosen { tenant.instances[index].state = .failed }
        return !chosen.isEmpty
    }

    /// All that has failed of a function is back.
    mutating func recover(_ tenant: inout Tenant) -> Bool {
        let failed = tenant.instances.indices.filter { tenant.instances[$0].state == .failed }
        guard let chosen = random.element(of: failed) else { return false }
        let function = tenant.instances[chosen].function
        for index in failed where tenant.instances[index].function == function {
            tenant.instances[index].state = .active
        }
        return true
    }
}
