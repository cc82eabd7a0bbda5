internal import NetworkTypes
internal import ServiceChaining

/// What is at the other end of every switch port: what the policy says is plugged in where.
struct Surroundings: Sendable {
    private var places: [SwitchPort: Place] = [:]
    /// What comes before the above: while one policy takes the place of another, what is new.
    private var overlay: [SwitchPort: Place] = [:]
    /// The tunnel port of the switch with an underlay address.
    private(set) var tunnelEnds: [UInt32: SwitchPort] = [:]
    private(set) var tunnelPorts: Set<SwitchPort> = []

    enum Place: Hashable, Sendable {
        case endpoint(TenantID, EndpointID, MACAddress)
        /// The side by which a packet from the switch enters.
        case box(Box, Side)

        var tenant: TenantID {
            switch self {
            case .endpoint(let tenant, _, _): tenant
            case .box(let box, _): box.tenant
            }
        }
    }

    enum Side: Hashable, Sendable {
        case left, right, only
    }

    init(_ policies: Policy...) {
        for policy in policies {
            for forwarder in policy.forwarders {
                guard let tunnel = forwarder.tunnel else { continue }
                let port = SwitchPort(forwarder.datapath, tunnel.port)
                tunnelEnds[tunnel.address.rawValue] = port
                tunnelPorts.insert(port)
            }
            for tenant in policy.tenants { add(tenant) }
        }
    }

    subscript(port: SwitchPort) -> Place? { overlay[port] ?? places[port] }

    /// The same with more tenants, or with others in the place of some.
    func merging(_ tenants: some Sequence<Tenant>) -> Surroundings {
        var added = Surroundings()
        for tenant in tenants { added.add(tenant, known: self) }
        var result = self
        result.overlay = added.places
        return result
    }

    mutating func add(_ tenant: Tenant) { add(tenant, known: self) }

    private mutating func add(_ tenant: Tenant, known: Surroundings) {
        for endpoint in tenant.endpoints {
            guard let attachment = endpoint.attachment else { continue }
            places[attachment.port] = .endpoint(tenant.id, endpoint.id, attachment.mac)
        }
        let deciding = tenant.functionsBeforeBranches
        for instance in tenant.instances {
            guard var box = Box(instance, of: tenant, deciding: deciding) else { continue }
            // While one policy takes the place of another, what takes flows by either of them may get some.
            if case .box(let before, _) = known[box.left], before.takesNewFlows { box.takesNewFlows = true }
            places[box.right] = .box(box, .right)
            places[box.left] = .box(box, box.left == box.right ? .only : .left)
        }
    }

    mutating func remove(_ tenant: Tenant) {
        for endpoint in tenant.endpoints {
            if let port = endpoint.attachment?.port { places[port] = nil }
        }
        for instance in tenant.instances {
            places[instance.attachment.left] = nil
            places[instance.attachment.right] = nil
        }
    }
}

extension Tenant {
    /// The functions behind which chains branch.
    var functionsBeforeBranches: Set<FunctionID> { Set(chains.flatMap { $0.branches.map(\.after) }) }
}
