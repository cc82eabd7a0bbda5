internal import NetworkTypes
internal import ServiceChaining

/// Where everything of a tenant is plugged in, by owner and by port.
struct TenantAttachments {
    private(set) var ports: [PlannedPort.Owner: SwitchPort] = [:]
    private(set) var owners: [SwitchPort: PlannedPort.Owner] = [:]
    private(set) var macs: [SwitchPort: MACAddress] = [:]
    private(set) var boxes: [InstanceID: Box] = [:]

    /// An instance with what its function says of it.
    struct Box {
        let instance: InstanceID
        let function: ServiceFunction
        let attachment: InstanceAttachment

        var isTap: Bool { function.insertion == .tap }
        /// Has addresses of its own, rather than passing frames on.
        var isRouted: Bool { attachment.leftMAC != nil || attachment.rightMAC != nil }
        var isOnOneSwitch: Bool { attachment.left.datapath == attachment.right.datapath }
    }

    init(_ tenant: Tenant) {
        for endpoint in tenant.endpoints {
            if let attachment = endpoint.attachment { add(.endpoint(endpoint.id), attachment.port, attachment.mac) }
        }
        let functions = Dictionary(tenant.functions.map { ($0.id, $0) }) { first, _ in first }
        for instance in tenant.instances {
            add(.left(instance.id), instance.attachment.left, instance.attachment.leftMAC)
            add(.right(instance.id), instance.attachment.right, instance.attachment.rightMAC)
            boxes[instance.id] = functions[instance.function].map {
                Box(instance: instance.id, function: $0, attachment: instance.attachment)
            }
        }
    }

    private mutating func add(_ owner: PlannedPort.Owner, _ port: SwitchPort, _ mac: MACAddress?) {
        ports[owner] = port
        owners[port] = owner
        macs[port] = mac
    }

    /// The box to which a port belongs; `nil` for an endpoint's.
    func box(at port: SwitchPort) -> Box? {
        switch owners[port] {
        case .left(let instance), .right(let instance): boxes[instance]
        case .endpoint, nil: nil
        }
    }

    /// Where flows of a direction come in that begin there.
    func port(of head: InstancePath.Head, _ direction: PathDirection = .forward) -> SwitchPort? {
        switch head {
        case .endpoint(let endpoint): ports[.endpoint(endpoint)]
        case .instance(let instance): ports[direction == .forward ? .right(instance) : .left(instance)]
        }
    }
}
