public import ChainComposition
internal import NetworkTypes
public import OpenFlowEmulation
public import ServiceChaining

extension EmulatedNetwork {
    /// The network that a policy describes: its switches with tunnels, its endpoints, and a box for each instance.
    ///
    /// What a function declares decides what becomes of it: one that preserves headers is a stateful firewall, which
    /// drops what it did not see start; one that mangles a NAT that rewrites the declared fields, one that terminates a
    /// proxy, each with an address of its own; a tap keeps what it gets. Endpoints answer.
    public init(_ policy: Policy, addressResolution: AddressResolution = AddressResolution()) {
        self.init()
        for forwarder in policy.forwarders {
            let tunnel = forwarder.tunnel.map { EmulatedPort($0.port, name: "tunnel", tunnel: .flow) }
            add(
                EmulatedSwitch(
                    forwarder.datapath, ports: tunnel.map { [$0] } ?? [], tunnelAddress: forwarder.tunnel?.address,
                    selectionSeed: forwarder.datapath.rawValue))
        }
        for tenant in policy.tenants {
            for endpoint in tenant.endpoints { attach(endpoint, of: tenant) }
            for instance in tenant.instances { launch(instance, of: tenant, addressResolution) }
        }
    }

    /// The name under which something of a tenant is attached, unique among tenants.
    public static func name(_ tenant: TenantID, _ thing: String) -> String { "\(tenant)/\(thing)" }

    private mutating func attach(_ endpoint: Endpoint, of tenant: Tenant) {
        guard let attachment = endpoint.attachment else { return }
        plug(attachment.port, name: endpoint.id.name)
        attach(
            endpoint: Self.name(tenant.id, endpoint.id.name),
            EmulatedEndpoint(reply: .answers, hardwareAddress: attachment.mac), at: attachment.port)
    }

    /// Starts a box for an instance and plugs it in.
    public mutating func launch(
        _ instance: ServiceInstance, of tenant: Tenant, _ resolution: AddressResolution = AddressResolution()
    ) {
        let ports = instance.attachment
        plug(ports.left, name: ports.isOneArmed ? instance.id.name : "\(instance.id)-left")
        if !ports.isOneArmed { plug(ports.right, name: "\(instance.id)-right") }
        let link = ports.leftMAC.flatMap { left in
            ports.rightMAC.map { RoutedLink(left: left, right: $0, nextHop: resolution.virtualMAC) }
        }
        attach(
            box: Self.name(tenant.id, instance.id.name), tenant.box(for: instance, link), left: ports.left,
            right: ports.right)
    }

    private mutating func plug(_ port: SwitchPort, name: String) {
        _ = withSwitch(port.datapath) { $0.setPort(EmulatedPort(port.port, name: name)) }
        _ = drainMessages(port.datapath)
    }
}
