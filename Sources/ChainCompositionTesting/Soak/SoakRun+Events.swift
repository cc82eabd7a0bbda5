internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

extension SoakRun {
    /// - Returns: false where there was nothing to which it could have happened.
    mutating func perform(_ event: SoakEvent) -> Bool {
        switch event {
        case .instanceAdded: modify { $0.addInstance(&$1) }
        case .instanceDrained: modify { $0.setState(.draining, &$1) }
        case .instanceResumed: modify { $0.setState(.active, &$1) }
        case .instanceMigrated: modify { $0.migrate(&$1) }
        case .reweighted: modify { $0.reweight(&$1) }
        case .instanceRemoved: removeInstance()
        case .instanceLost: loseInstance()
        case .pathsWeighted: weightPaths()
        case .instancesFailed: failInstances()
        case .instancesRecovered: modify { $0.recover(&$1) }
        case .functionInserted: restructure { $0.insertFunction(&$1) }
        case .functionLeftOut: restructure { $0.leaveFunctionOut(&$1) }
        case .functionReplaced: restructure { $0.replaceFunction(&$1) }
        case .chainReordered: restructure { $0.reorder(&$1) }
        case .classChanged: restructure { $0.changeClass(&$1) }
        case .prioritiesExchanged: restructure { $0.exchangePriorities(&$1) }
        case .chainAdded: restructure { $0.addChain(&$1) }
        case .chainRemoved: restructure { $0.removeChain(&$1) }
        case .carrierChanged: modify { $0.changeCarrier(&$1) }
        case .tenantAdded: addTenant()
        case .tenantRemoved: removeTenant()
        case .manglesLate: changeHeaders(rewrites: true)
        case .manglesNoMore: changeHeaders(rewrites: false)
        case .switchRestarted: restartSwitch()
        case .controllerRestarted: restartController()
        case .startedAnew: startAnew()
        case .timePassed: pass(seconds: generator.random.integer(1...25))
        case .flowsClosed: closeFlows()
        case .drainedReleased: releaseDrained()
        }
    }

    // MARK: - Policies

    /// Changes one tenant; boxes of new instances are there before anything leads to them.
    private mutating func modify(_ body: (inout DeploymentGenerator, inout Tenant) -> Bool) -> Bool {
        guard let index = generator.random.element(of: Array(policy.tenants.indices)) else { return false }
        var tenant = policy.tenants[index]
        guard body(&generator, &tenant) else { return false }
        return replace(index, by: tenant)
    }

    /// As ``modify(_:)``, with the instances that the changed chains need.
    private mutating func restructure(_ body: (inout DeploymentGenerator, inout Tenant) -> Bool) -> Bool {
        modify { generator, tenant in
            guard body(&generator, &tenant) else { return false }
            generator.launchMissing(&tenant)
            return true
        }
    }

    @discardableResult
    private mutating func replace(_ index: Int, by tenant: Tenant) -> Bool {
        var next = policy
        next.tenants[index] = tenant
        let known = Set(policy.tenants[index].instances.map(\.id)), kept = Set(tenant.instances.map(\.id))
        let launched = tenant.instances.filter { !known.contains($0.id) }
        let gone = policy.tenants[index].instances.filter { !kept.contains($0.id) }
        for instance in launched { steered.launch(instance, of: tenant) }
        let isDone = change(to: next)
        for instance in isDone ? gone : launched {
            steered.stop(instance, of: tenant.id)
            generator.free([instance.attachment.left, instance.attachment.right])
        }
        return isDone
    }

    /// A draining instance that no live flow passes goes.
    private mutating func removeInstance() -> Bool {
        let used = Set(live.flatMap { $0.visits + $0.replyVisits })
        return modify { generator, tenant in
            let free = tenant.instances.indices.filter {
                tenant.instances[$0].state == .draining
                    && !used.contains(SteeredNetwork.name(tenant.id, tenant.instances[$0].id.name))
            }
            guard let chosen = generator.random.element(of: free) else { return false }
            tenant.instances.remove(at: chosen)
            return true
        }
    }

    /// An instance breaks: its flows are lost, the rest stays, and datagrams soon find another way.
    private mutating func loseInstance() -> Bool {
        guard let index = generator.random.element(of: Array(policy.tenants.indices)) else { return false }
        var tenant = policy.tenants[index]
        guard let chosen = generator.random.element(of: Array(tenant.instances.indices)) else { return false }
        let broken = tenant.instances.remove(at: chosen)
        generator.launchMissing(&tenant)
        // Behind a box that rewrites, what was remembered of the flow is still true, and may be of an older chain.
        let lost = giveUp { $0.visits.contains(SteeredNetwork.name(tenant.id, broken.id.name)) }.filter { flow in
            flow.draw.flow.transport != .tcp && !flow.visits.contains { breaksIdentity($0, tenant.id) }
        }
        opensFlows = false
        defer { opensFlows = true }
        guard replace(index, by: tenant) else { return false }
        for flow in lost { recover(flow) }
        return true
    }

    /// Instances fail for the time being. Their flows are lost where they are not to be kept; new ones of the moment
    /// are, too.
    private mutating func failInstances() -> Bool {
        guard let index = generator.random.element(of: Array(policy.tenants.indices)) else { return false }
        var tenant = policy.tenants[index]
        guard generator.fail(&tenant) else { return false }
        let lost = tenant.instances.filter { instance in
            instance.state == .failed && tenant[function: instance.function]?.onFailure.existing != .keep
        }
        let boxes = Set(lost.map { SteeredNetwork.name(tenant.id, $0.id.name) })
        giveUp { !boxes.isDisjoint(with: $0.visits) }
        opensFlows = false
        defer { opensFlows = true }
        return replace(index, by: tenant)
    }

    /// Shares of new flows that somebody else has decided, among paths that there are.
    private mutating func weightPaths() -> Bool {
        let heads = steered.plan.heads.sorted { $0.group < $1.group }
        guard let subchain = generator.random.element(of: heads)?.subchain else { return false }
        var weights: [InstancePath: Int] = [:]
        for head in heads where head.subchain == subchain {
            let routes = head.choices.compactMap { choice in
                steered.plan.paths.first { $0.id == choice.path }?.route
            }
            for route in routes { weights[route] = generator.random.integer(0...4) }
            if let first = routes.first, routes.allSatisfy({ weights[$0] == 0 }) { weights[first] = 1 }
        }
        return change(to: policy, weights: [subchain: weights])
    }

    private mutating func addTenant() -> Bool {
        guard policy.tenants.count < 2 else { return false }
        var tenant = generator.tenant()
        generator.launchMissing(&tenant)
        var next = policy
        next.tenants.append(tenant)
        steered.attach(tenant)
        if change(to: next) { return true }
        unplug(tenant)
        return false
    }

    private mutating func removeTenant() -> Bool {
        guard policy.tenants.count > 1 else { return false }
        var next = policy
        let tenant = next.tenants.remove(at: generator.random.integer(0...next.tenants.count - 1))
        giveUp { $0.draw.tenant == tenant.id }
        guard change(to: next) else { return false }
        unplug(tenant)
        return true
    }

    mutating func unplug(_ tenant: Tenant) {
        steered.detach(tenant)
        generator.free(tenant.instances.flatMap { [$0.attachment.left, $0.attachment.right] })
        generator.free(tenant.endpoints.compactMap { $0.attachment?.port })
    }

    /// The boxes of a function begin to rewrite, or leave off, and only then is the policy told.
    private mutating func changeHeaders(rewrites: Bool) -> Bool {
        guard let index = generator.random.element(of: Array(policy.tenants.indices)) else { return false }
        let before = policy.tenants[index]
        var tenant = before
        guard let function = generator.changeHeaders(&tenant, rewrites: rewrites) else { return false }
        let rewriting = Set(steered.functions.filter { $0.value == function }.keys)
        giveUp { $0.draw.tenant == tenant.id && !rewriting.isDisjoint(with: $0.visits) }
        let boxes = tenant.instances.filter { $0.function == function }
        for instance in boxes { steered.launch(instance, of: tenant) }
        generator.launchMissing(&tenant)
        opensFlows = false
        defer { opensFlows = true }
        if replace(index, by: tenant) { return true }
        for instance in boxes { steered.launch(instance, of: before) }
        return false
    }
}
