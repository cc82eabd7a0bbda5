public import ChainComposition
internal import NetworkTypes
public import OpenFlowEmulation
public import ServiceChaining

extension EmulatedNetwork {
    /// The network that a policy describes: its switches with tunnels, its endpoints, and a box for each instance.
    ///
    /// A function that preserves headers becomes a stateful firewall, which drops what it did not see start; one
    /// that mangles a source NAT, one that terminates a proxy, each with an address of its own; a tap keeps what it gets,
    /// and a box that understands the tenant's tags passes frames on as they are. Endpoints answer.
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
        let box = box(for: instance, of: tenant, link)
        attach(
            box: Self.name(tenant.id, instance.id.name), ports.isOneArmed ? OneArmedBox(box) : box, left: ports.left,
            right: ports.right)
    }

    private func box(for instance: ServiceInstance, of tenant: Tenant, _ link: RoutedLink?) -> any EmulatedBox {
        let address = ownAddress(of: instance, of: tenant)
        let function = tenant[function: instance.function]
        if function?.insertion == .tap { return TapBox() }
        if function?.understands == tenant.tags { return PassthroughBox() }
        switch function?.headers ?? .preserves {
        case .preserves: return StatefulFirewallBox(admits: tenant.sidesThatBegin(instance.function), link: link)
        case .mangles: return SourceNATBox(address: address, link: link)
        case .terminates: return TerminatingProxyBox(address: address, link: link)
        }
    }

    /// An address that nobody else has: from the shared space of RFC 6598, or from documentation's 2001:db8::/32.
    private func ownAddress(of instance: ServiceInstance, of tenant: Tenant) -> IPAddress {
        let port = instance.attachment.left
        let number = UInt32(truncatingIfNeeded: port.datapath.rawValue) << 10 | port.port.rawValue & 0x3FF
        let isIPv6 = tenant.endpoints.flatMap(\.prefixes).allSatisfy { $0.family == .ipv6 }
        return isIPv6
            ? .v6(IPv6Address(rawValue: 0x2001_0DB8 << 96 | UInt128(number)))
            : .v4(IPv4Address(rawValue: IPv4Address(100, 64, 0, 0).rawValue | number & 0x3F_FFFF))
    }

    private mutating func plug(_ port: SwitchPort, name: String) {
        _ = withSwitch(port.datapath) { $0.setPort(EmulatedPort(port.port, name: name)) }
        _ = drainMessages(port.datapath)
    }
}

extension Tenant {
    /// The sides of a function from which its chains let flows begin.
    fileprivate func sidesThatBegin(_ function: FunctionID) -> Set<BoxSide> {
        let isEither = chains.contains { $0.initiator == .either && $0.functions.contains(function) }
        return isEither ? [.left, .right] : [.left]
    }
}
