internal import NetworkTypes

/// The mistakes within one tenant.
struct TenantCheck {
    let tenant: Tenant
    let path: PolicyPath
    let endpoints: [EndpointID: Endpoint]
    let functions: [FunctionID: ServiceFunction]

    init(_ tenant: Tenant, at path: PolicyPath) {
        self.tenant = tenant
        self.path = path
        endpoints = Dictionary(tenant.endpoints.map { ($0.id, $0) }) { first, _ in first }
        functions = Dictionary(tenant.functions.map { ($0.id, $0) }) { first, _ in first }
    }

    func diagnostics(for scope: DiagnosticScope) -> [PolicyDiagnostic] {
        var found = duplicateNames()
        for (index, endpoint) in tenant.endpoints.enumerated() {
            found += check(endpoint, at: path["endpoints"][index])
        }
        for (index, function) in tenant.functions.enumerated() {
            found += FunctionCheck(function, of: tenant, at: path["functions"][index]).diagnostics()
        }
        found += BackupCheck(tenant, functions: functions, at: path["functions"]).diagnostics()
        found += InstanceCheck(tenant, functions: functions, at: path).diagnostics(for: scope)
        for (index, chain) in tenant.chains.enumerated() {
            let place = path["chains"][index]
            found += ChainCheck(chain, at: place, endpoints: endpoints, functions: functions).diagnostics()
            found += BranchCheck(chain, at: place["branches"], functions: functions).diagnostics()
            found += MarkingCheck(chain, at: place["keptMarkings"], tags: tenant.tags).diagnostics()
        }
        found += OverlapCheck(tenant: tenant, path: path["chains"]).diagnostics()
        return scope == .deployment ? found + unattachedEndpoints() : found
    }

    private func duplicateNames() -> [PolicyDiagnostic] {
        DuplicateCheck.names(tenant.endpoints.map(\.id.name), kind: "endpoint", at: path["endpoints"])
            + DuplicateCheck.names(tenant.functions.map(\.id.name), kind: "function", at: path["functions"])
            + DuplicateCheck.names(tenant.instances.map(\.id.name), kind: "instance", at: path["instances"])
            + DuplicateCheck.names(tenant.chains.map(\.id.name), kind: "chain", at: path["chains"])
    }

    private func check(_ endpoint: Endpoint, at path: PolicyPath) -> [PolicyDiagnostic] {
        var found = endpoint.unreadablePrefixes.map { text in
            PolicyDiagnostic(
                .invalidPrefix, at: path["prefixes"], "'\(text)' of endpoint '\(endpoint.id)' is no address prefix",
                fix: "write address/length with the host bits zero, as 10.1.0.0/16 or 2001:db8::/32")
        }
        if endpoint.prefixes.isEmpty, endpoint.unreadablePrefixes.isEmpty {
            found.append(
                PolicyDiagnostic(
                    .noPrefix, at: path, "endpoint '\(endpoint.id)' has no address",
                    fix: "list at least one prefix under 'prefixes'"))
        }
        if let mac = endpoint.attachment?.mac, !mac.isUsable {
            found.append(
                PolicyDiagnostic(
                    .unusableAddress, at: path["mac"], "endpoint '\(endpoint.id)' cannot have the MAC address \(mac)",
                    fix: "use the unicast address of its interface, as 'ip link' shows it"))
        }
        return found
    }

    private func unattachedEndpoints() -> [PolicyDiagnostic] {
        let used = Set(tenant.chains.flatMap { [$0.source, $0.destination] })
        return tenant.endpoints.enumerated().compactMap { index, endpoint in
            guard endpoint.attachment == nil, used.contains(endpoint.id) else { return nil }
            return PolicyDiagnostic(
                .notAttached, at: path["endpoints"][index],
                "endpoint '\(endpoint.id)' is used by a chain but attached to no switch port",
                fix: "give it 'port: SWITCH/NUMBER' and 'mac: ADDRESS'")
        }
    }
}

extension MACAddress {
    /// True for an address that one interface can have.
    var isUsable: Bool { self != .zero && !isMulticast }
}
