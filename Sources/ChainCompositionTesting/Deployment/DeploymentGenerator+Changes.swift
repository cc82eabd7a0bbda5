internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

/// Changes of one tenant; each answers false where the tenant has nothing to change in this way.
extension DeploymentGenerator {
    /// The most instances that a tenant has, draining ones included.
    private static let instanceLimit = 9

    /// As many active instances of each function as its clones need, where chains ask for more than there are.
    mutating func launchMissing(_ tenant: inout Tenant) {
        for (function, clones) in Dictionary(grouping: AmbiguityRemoval(of: tenant).clones, by: \.id.function)
            .sorted(by: { $0.key < $1.key })
        {
            let usable = tenant.instances.count { $0.function == function && $0.state != .draining }
            for _ in 0..<max(0, clones.count - usable) { tenant.instances.append(instance(of: function, in: tenant)) }
        }
    }

    mutating func addInstance(_ tenant: inout Tenant) -> Bool {
        guard tenant.instances.count < Self.instanceLimit,
            let function = random.element(of: tenant.chains.flatMap(\.functions))
        else { return false }
        tenant.instances.append(instance(of: function, in: tenant))
        return true
    }

    /// A new instance on another switch, and the old one drains.
    mutating func migrate(_ tenant: inout Tenant) -> Bool {
        guard tenant.instances.count < Self.instanceLimit, let index = index(of: .active, in: tenant) else {
            return false
        }
        let old = tenant.instances[index]
        tenant.instances[index].state = .draining
        tenant.instances.append(
            instance(of: old.function, in: tenant, elsewhere: old.attachment.left.datapath))
        return true
    }

    mutating func setState(_ state: ServiceInstance.State, _ tenant: inout Tenant) -> Bool {
        guard let index = index(of: state == .active ? .draining : .active, in: tenant) else { return false }
        tenant.instances[index].state = state
        return true
    }

    mutating func reweight(_ tenant: inout Tenant) -> Bool {
        guard let index = index(of: .active, in: tenant) else { return false }
        tenant.instances[index].weight = random.integer(1...9)
        return true
    }

    private mutating func index(of state: ServiceInstance.State, in tenant: Tenant) -> Int? {
        random.element(of: tenant.instances.indices.filter { tenant.instances[$0].state == state })
    }
}

// MARK: - Chains

extension DeploymentGenerator {
    mutating func reorder(_ tenant: inout Tenant) -> Bool {
        guard let index = chain(of: tenant, where: { $0.functions.count > 1 }) else { return false }
        let before = tenant.chains[index].functions
        tenant.chains[index].functions = random.shuffled(before)
        return tenant.chains[index].functions != before
    }

    mutating func insertFunction(_ tenant: inout Tenant) -> Bool {
        guard let index = chain(of: tenant, where: { $0.functions.count < 3 }),
            let function = other(for: tenant.chains[index], &tenant)
        else { return false }
        let place = random.integer(0...tenant.chains[index].functions.count)
        tenant.chains[index].functions.insert(function, at: place)
        return true
    }

    mutating func leaveFunctionOut(_ tenant: inout Tenant) -> Bool {
        guard let index = chain(of: tenant, where: { $0.functions.count > 1 }) else { return false }
        tenant.chains[index].functions.remove(at: random.integer(0...tenant.chains[index].functions.count - 1))
        return true
    }

    mutating func replaceFunction(_ tenant: inout Tenant) -> Bool {
        guard let index = chain(of: tenant, where: { !$0.functions.isEmpty }),
            let function = other(for: tenant.chains[index], &tenant)
        else { return false }
        let place = random.integer(0...tenant.chains[index].functions.count - 1)
        tenant.chains[index].functions[place] = function
        return true
    }

    mutating func changeClass(_ tenant: inout Tenant) -> Bool {
        guard let index = chain(of: tenant, where: { _ in true }) else { return false }
        tenant.chains[index].matches = matches()
        return true
    }

    mutating func exchangePriorities(_ tenant: inout Tenant) -> Bool {
        let chosen = random.shuffled(Array(tenant.chains.indices))
        guard chosen.count > 1 else { return false }
        let first = tenant.chains[chosen[0]].priority
        tenant.chains[chosen[0]].priority = tenant.chains[chosen[1]].priority
        tenant.chains[chosen[1]].priority = first
        return true
    }

    mutating func changeCarrier(_ tenant: inout Tenant) -> Bool {
        let before = tenant.tags
        tenant.tags = carrier()
        return tenant.tags != before
    }

    mutating func addChain(_ tenant: inout Tenant) -> Bool {
        guard tenant.chains.count < 4, let chain = chain(of: tenant) else { return false }
        tenant.chains.append(chain)
        return true
    }

    mutating func removeChain(_ tenant: inout Tenant) -> Bool {
        guard let index = chain(of: tenant, where: { _ in true }) else { return false }
        tenant.chains.remove(at: index)
        return true
    }

    /// A function that a chain does not have yet; sometimes one that nobody had before.
    private mutating func other(for chain: ServiceFunctionChain, _ tenant: inout Tenant) -> FunctionID? {
        if tenant.functions.count < 6, random.chance(25) {
            var new = function()
            if isExtended { new.onFailure = failurePolicy(of: new, in: tenant) }
            tenant.functions.append(new)
        }
        let fitting = tenant.functions.filter {
            !chain.functions.contains($0.id) && (chain.mayRewrite || !$0.headers.breaksIdentity)
        }
        return random.element(of: fitting)?.id
    }

    private mutating func chain(of tenant: Tenant, where isFit: (ServiceFunctionChain) -> Bool) -> Int? {
        random.element(of: tenant.chains.indices.filter { isFit(tenant.chains[$0]) })
    }
}

// MARK: - Boxes that turn out to be of another kind

extension DeploymentGenerator {
    /// A function of which it turns out that it rewrites packets, or that it does not.
    mutating func changeHeaders(_ tenant: inout Tenant, rewrites: Bool) -> FunctionID? {
        let fixed = Set(tenant.chains.filter { !$0.mayRewrite }.flatMap(\.functions))
        let used = Set(tenant.chains.flatMap(\.functions)).subtracting(fixed)
        let fitting = tenant.functions.indices.filter {
            tenant.functions[$0].insertion == .inline && used.contains(tenant.functions[$0].id)
                && tenant.functions[$0].headers.breaksIdentity != rewrites
        }
        guard let index = random.element(of: fitting) else { return nil }
        tenant.functions[index].headers = rewrites ? .mangles : .preserves
        if rewrites { tenant.functions[index].onFailure = FailurePolicy() }
        return tenant.functions[index].id
    }
}

extension ServiceFunctionChain {
    /// Replies must come back through a box that rewrites, and its clients must be the ones to begin.
    fileprivate var mayRewrite: Bool { direction == .symmetric && initiator == .source }
}
