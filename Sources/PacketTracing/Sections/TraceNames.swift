internal import ChainComposition
internal import NetworkTypes
internal import OpenFlowEmulation
internal import ServiceChaining

/// What a policy and a plan call the ports, switches, boxes and paths that a walk meets.
struct TraceNames {
    let switches: [DatapathID: String]
    /// The tenant and instance behind the name of an emulated box, and the endpoint behind that of an emulated host.
    let instances: [String: (tenant: Tenant, instance: ServiceInstance)]
    let endpoints: [String: (tenant: TenantID, endpoint: EndpointID)]
    private let owners: [SwitchPort: String]
    private let paths: [PathID: PlannedPath]

    init(_ policy: Policy, _ plan: SteeringPlan) {
        var instances: [String: (tenant: Tenant, instance: ServiceInstance)] = [:]
        var endpoints: [String: (tenant: TenantID, endpoint: EndpointID)] = [:]
        var owners: [SwitchPort: String] = [:]
        for tenant in policy.tenants {
            for endpoint in tenant.endpoints {
                endpoints[Self.name(tenant.id, endpoint.id.name)] = (tenant.id, endpoint.id)
                if let port = endpoint.attachment?.port {
                    owners[port] = "endpoint '\(endpoint.id)' of tenant '\(tenant.id)'"
                }
            }
            for instance in tenant.instances {
                instances[Self.name(tenant.id, instance.id.name)] = (tenant, instance)
                let ends = instance.attachment
                owners[ends.right] = "the right side of '\(instance.id)'"
                owners[ends.left] = ends.isOneArmed ? "'\(instance.id)'" : "the left side of '\(instance.id)'"
            }
        }
        self.instances = instances
        self.endpoints = endpoints
        self.owners = owners
        switches = Dictionary(policy.forwarders.map { ($0.datapath, $0.name) }) { first, _ in first }
        paths = Dictionary(plan.paths.map { ($0.id, $0) }) { first, _ in first }
    }

    /// The name under which emulated networks attach something of a tenant.
    static func name(_ tenant: TenantID, _ thing: String) -> String { "\(tenant)/\(thing)" }

    func name(of datapath: DatapathID) -> String { switches[datapath] ?? datapath.description }

    func name(of port: SwitchPort) -> String { "\(name(of: port.datapath))/\(port.port)" }

    /// Who is attached to a port, or the port itself.
    func owner(of port: SwitchPort) -> String { owners[port] ?? "port \(name(of: port))" }

    /// `path 3 (fw1, nat1)`, or its number alone where the plan lacks it.
    func path(_ id: PathID, _ direction: PathDirection) -> String {
        let route = paths[id].map { " (\(text(of: $0.route)))" } ?? ""
        return "\(id)\(route)\(direction == .reverse ? ", reverse" : "")"
    }

    private func text(of route: InstancePath) -> String {
        guard route.instances.isEmpty else { return route.instances.map(\.name).joined(separator: ", ") }
        switch route.head {
        case .endpoint(let endpoint): return "from \(endpoint)"
        case .instance(let instance): return "from \(instance)"
        }
    }

    /// What a mark of a connection or the cookie of a rule stands for; `nil` for none of ours.
    func path(mark: UInt32) -> String? {
        guard mark != 0 else { return nil }
        let (path, direction) = PathID.of(mark: mark)
        return self.path(path, direction)
    }
}
