internal import ChainComposition
internal import NetworkTypes
internal import OpenFlowEmulation
internal import ServiceChaining

/// The network of a policy with boxes that tell: a firewall that lets through only what it saw start, and a source NAT.
///
/// Every method gets the same switches and boxes. All switches hash alike and symmetrically, which no method needs but
/// the one that has nothing else: groups alone could not bring replies back otherwise.
enum SimulatedNetwork {
    /// The name under which something of a tenant is attached, unique among tenants.
    static func name(_ tenant: TenantID, _ thing: String) -> String { "\(tenant)/\(thing)" }

    /// - Parameter seed: changes into which bucket of a group a flow falls.
    static func network(for policy: Policy, seed: UInt64) -> EmulatedNetwork {
        var network = EmulatedNetwork()
        for forwarder in policy.forwarders {
            let tunnel = forwarder.tunnel.map { EmulatedPort($0.port, name: "tunnel", tunnel: .flow) }
            var bridge = EmulatedSwitch(
                forwarder.datapath, ports: tunnel.map { [$0] } ?? [], tunnelAddress: forwarder.tunnel?.address,
                selectionSeed: seed)
            bridge.selectsSymmetrically = true
            network.add(bridge)
        }
        for tenant in policy.tenants {
            for endpoint in tenant.endpoints { attach(endpoint, of: tenant, to: &network) }
            for instance in tenant.instances { launch(instance, of: tenant, in: &network) }
        }
        return network
    }

    private static func attach(_ endpoint: Endpoint, of tenant: Tenant, to network: inout EmulatedNetwork) {
        guard let attachment = endpoint.attachment else { return }
        plug(attachment.port, name: endpoint.id.name, in: &network)
        network.attach(
            endpoint: name(tenant.id, endpoint.id.name),
            EmulatedEndpoint(reply: .answers, hardwareAddress: attachment.mac), at: attachment.port)
    }

    /// Starts a box for an instance and plugs it in.
    static func launch(_ instance: ServiceInstance, of tenant: Tenant, in network: inout EmulatedNetwork) {
        let ports = instance.attachment
        plug(ports.left, name: "\(instance.id)-left", in: &network)
        plug(ports.right, name: "\(instance.id)-right", in: &network)
        let link = ports.leftMAC.flatMap { left in
            ports.rightMAC.map { RoutedLink(left: left, right: $0, nextHop: AddressResolution().virtualMAC) }
        }
        let rewrites = tenant[function: instance.function]?.headers.breaksIdentity == true
        let box: any EmulatedBox =
            rewrites ? SourceNATBox(address: ownAddress(of: instance), link: link) : StatefulFirewallBox(link: link)
        network.attach(box: name(tenant.id, instance.id.name), box, left: ports.left, right: ports.right)
    }

    /// The address that a NAT gives to what it translates, from the shared space of RFC 6598; nobody else has it.
    static func ownAddress(of instance: ServiceInstance) -> IPAddress {
        let port = instance.attachment.left
        let number = UInt32(truncatingIfNeeded: port.datapath.rawValue) << 10 | port.port.rawValue & 0x3FF
        return .v4(IPv4Address(rawValue: IPv4Address(100, 64, 0, 0).rawValue | number & 0x3F_FFFF))
    }

    private static func plug(_ port: SwitchPort, name: String, in network: inout EmulatedNetwork) {
        _ = network.withSwitch(port.datapath) { $0.setPort(EmulatedPort(port.port, name: name)) }
        _ = network.drainMessages(port.datapath)
    }
}
