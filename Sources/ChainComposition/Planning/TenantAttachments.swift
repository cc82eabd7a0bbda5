internal import NetworkTypes
internal import ServiceChaining

/// Where everything of a tenant is plugged in, by owner and by port.
struct TenantAttachments {
    private(set) var ports: [PlannedPort.Owner: SwitchPort] = [:]
    private(set) var owners: [SwitchPort: PlannedPort.Owner] = [:]
    private(set) var macs: [SwitchPort: MACAddress] = [:]

    init(_ tenant: Tenant) {
        for endpoint in tenant.endpoints {
            if let attachment = endpoint.attachment { add(.endpoint(endpoint.id), attachment.port, attachment.mac) }
        }
        for instance in tenant.instances {
            add(.left(instance.id), instance.attachment.left, instance.attachment.leftMAC)
            add(.right(instance.id), instance.attachment.right, instance.attachment.rightMAC)
        }
    }

    private mutating func add(_ owner: PlannedPort.Owner, _ port: SwitchPort, _ mac: MACAddress?) {
        ports[owner] = port
        owners[port] = owner
        macs[port] = mac
    }

    func port(of head: InstancePath.Head) -> SwitchPort? {
        switch head {
        case .endpoint(let endpoint): ports[.endpoint(endpoint)]
        case .instance(let instance): ports[.right(instance)]
        }
    }
}
