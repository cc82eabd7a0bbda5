internal import NetworkTypes

/// The mistakes in a tenant's instances, and the functions that lack one.
struct InstanceCheck {
    let tenant: Tenant
    let functions: [FunctionID: ServiceFunction]
    let path: PolicyPath
    private let chains: [ChainID: ServiceFunctionChain]

    init(_ tenant: Tenant, functions: [FunctionID: ServiceFunction], at path: PolicyPath) {
        self.tenant = tenant
        self.functions = functions
        self.path = path
        chains = Dictionary(tenant.chains.map { ($0.id, $0) }) { first, _ in first }
    }

    func diagnostics(for scope: DiagnosticScope) -> [PolicyDiagnostic] {
        var found: [PolicyDiagnostic] = []
        for (index, instance) in tenant.instances.enumerated() {
            let place = path["instances"][index]
            found += references(of: instance, at: place) + numbers(of: instance, at: place)
        }
        return found + tooMany() + (scope == .deployment ? missing() : [])
    }

    private func references(of instance: ServiceInstance, at path: PolicyPath) -> [PolicyDiagnostic] {
        var found: [PolicyDiagnostic] = []
        if functions[instance.function] == nil {
            found.append(
                PolicyDiagnostic(
                    .unknownFunction, at: path["function"],
                    "instance '\(instance.id)' is of function '\(instance.function)', which tenant '\(tenant.id)' lacks",
                    fix: suggestion(
                        for: instance.function.name, among: tenant.functions.map(\.id.name),
                        else: "add the function to the tenant, or name one that it has")))
        }
        guard let served = instance.serves else { return found }
        if let chain = chains[served] {
            guard !chain.functions.contains(instance.function) else { return found }
            found.append(
                PolicyDiagnostic(
                    .chainWithoutFunction, at: path["serves"],
                    "instance '\(instance.id)' serves chain '\(served)', which does not pass '\(instance.function)'",
                    fix: "name a chain that passes '\(instance.function)', or leave 'serves' out"))
        } else {
            found.append(
                PolicyDiagnostic(
                    .unknownChain, at: path["serves"],
                    "instance '\(instance.id)' serves chain '\(served)', which tenant '\(tenant.id)' lacks",
                    fix: suggestion(
                        for: served.name, among: tenant.chains.map(\.id.name),
                        else: "name one of the tenant's chains, or leave 'serves' out")))
        }
        return found
    }

    private func numbers(of instance: ServiceInstance, at path: PolicyPath) -> [PolicyDiagnostic] {
        var found: [PolicyDiagnostic] = []
        if !(1...65535).contains(instance.weight) {
            found.append(
                PolicyDiagnostic(
                    .weightRange, at: path["weight"], "instance '\(instance.id)' cannot have weight \(instance.weight)",
                    fix: "use 1 to 65535; an instance that is to take no new flows is 'state: draining'"))
        }
        let addresses = [("leftMAC", instance.attachment.leftMAC), ("rightMAC", instance.attachment.rightMAC)]
        for (key, address) in addresses {
            guard let address, !address.isUsable else { continue }
            found.append(
                PolicyDiagnostic(
                    .unusableAddress, at: path[key], "instance '\(instance.id)' cannot have the MAC address \(address)",
                    fix: "use the unicast address of its interface, or leave '\(key)' out for a bridge"))
        }
        return found
    }

    /// The limit holds for each clone, and there are at most as many clones as chains that pass the function.
    private func tooMany() -> [PolicyDiagnostic] {
        var counts: [FunctionID: Int] = [:]
        for instance in tenant.instances { counts[instance.function, default: 0] += 1 }
        var users: [FunctionID: Int] = [:]
        for chain in tenant.chains { for function in Set(chain.functions) { users[function, default: 0] += 1 } }
        return tenant.functions.enumerated().compactMap { index, function in
            let clones = max(1, users[function.id] ?? 0), count = counts[function.id] ?? 0
            let limit = function.instances.upperBound.multipliedReportingOverflow(by: clones)
            guard !limit.overflow, count > limit.partialValue else { return nil }
            return PolicyDiagnostic(
                .instanceLimits, at: path["functions"][index]["instances"],
                "function '\(function.id)' has \(count) instances, but \(limit.partialValue) are allowed",
                fix: "raise the upper limit of 'instances', or remove instances")
        }
    }

    private func missing() -> [PolicyDiagnostic] {
        // One that has failed may come back; until then its failure policy says what happens.
        let active = Set(tenant.instances.filter { $0.state != .draining }.map(\.function))
        var reported: Set<FunctionID> = []
        return tenant.chains.enumerated().flatMap { index, chain in
            chain.functions.enumerated().compactMap { position, function in
                guard functions[function] != nil, !active.contains(function), reported.insert(function).inserted else {
                    return nil
                }
                return PolicyDiagnostic(
                    .noInstance, at: path["chains"][index]["through"][position],
                    "chain '\(chain.id)' passes '\(function)', of which no instance is active",
                    fix: "add an instance of '\(function)' to 'instances', or remove it from the chain")
            }
        }
    }
}
