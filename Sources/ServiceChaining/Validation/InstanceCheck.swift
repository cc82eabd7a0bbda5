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
            found += sides(of: instance, at: place)
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
            guard !passed(by: chain).contains(instance.function) else { return found }
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

    /// Through which functions packets of the chain may go: on the chain, on a branch, or in place of another.
    private func passed(by chain: ServiceFunctionChain) -> Set<FunctionID> {
        let own = chain.functions + chain.branches.flatMap(\.functions)
        return Set(own).union(own.compactMap { functions[$0]?.backup })
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

    /// What the kind of the function asks of the ports of an instance.
    private func sides(of instance: ServiceInstance, at path: PolicyPath) -> [PolicyDiagnostic] {
        guard let function = functions[instance.function] else { return [] }
        let attachment = instance.attachment
        var found: [PolicyDiagnostic] = []
        if function.insertion == .tap, !attachment.isOneArmed {
            found.append(
                PolicyDiagnostic(
                    .contradictingTap, at: path["right"],
                    "instance '\(instance.id)' has two ports, but nothing comes from the tap '\(function.id)'",
                    fix: "write 'port: SWITCH/NUMBER' instead of 'left' and 'right', or remove 'insertion: tap'"))
        }
        if attachment.isOneArmed, attachment.leftMAC != attachment.rightMAC {
            found.append(
                PolicyDiagnostic(
                    .unusableAddress, at: path["rightMAC"],
                    "instance '\(instance.id)' has one port, but not one MAC address on it",
                    fix: "write 'port' and 'mac', or give it a second port"))
        }
        if function.understands == .vlan, attachment.leftMAC ?? attachment.rightMAC != nil {
            found.append(
                PolicyDiagnostic(
                    .tagsNotUnderstood,
                    at: path[attachment.isOneArmed ? "mac" : attachment.leftMAC == nil ? "rightMAC" : "leftMAC"],
                    "instance '\(instance.id)' has a MAC address, so it routes and loses the VLAN tags that "
                        + "'\(function.id)' is to keep",
                    fix:
                        "remove 'understands: vlan' from '\(function.id)', or the address where the instance is a bridge"
                ))
        }
        return found
    }

    /// The limit holds for each clone, and there are at most as many clones as chains that pass the function.
    private func tooMany() -> [PolicyDiagnostic] {
        var counts: [FunctionID: Int] = [:]
        for instance in tenant.instances { counts[instance.function, default: 0] += 1 }
        var users: [FunctionID: Int] = [:]
        for chain in tenant.chains { for function in passed(by: chain) { users[function, default: 0] += 1 } }
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

    /// Where an instance has failed, the function's failure policy says what happens.
    private func missing() -> [PolicyDiagnostic] {
        let served = Set(tenant.instances.filter { $0.state != .draining }.map(\.function))
        var reported: Set<FunctionID> = []
        func lacking(_ functions: [FunctionID], of chain: ServiceFunctionChain, at path: PolicyPath)
            -> [PolicyDiagnostic]
        {
            functions.enumerated().compactMap { position, function in
                guard self.functions[function] != nil, !served.contains(function), reported.insert(function).inserted
                else { return nil }
                return PolicyDiagnostic(
                    .noInstance, at: path[position],
                    "chain '\(chain.id)' passes '\(function)', of which no instance is active",
                    fix: "add an instance of '\(function)' to 'instances', or remove it from the chain")
            }
        }
        return tenant.chains.enumerated().flatMap { index, chain in
            let place = path["chains"][index]
            return lacking(chain.functions, of: chain, at: place["through"])
                + chain.branches.enumerated().flatMap {
                    lacking($1.functions, of: chain, at: place["branches"][$0]["through"])
                }
        }
    }
}
