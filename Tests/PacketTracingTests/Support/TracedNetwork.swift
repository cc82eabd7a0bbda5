import ChainComposition
import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import PacketTracing
import ServiceChaining

/// A deployment on emulated switches that hold what the resident engine compiles for it.
struct TracedNetwork {
    let policy: Policy
    let plan: SteeringPlan
    var network = EmulatedNetwork()

    init(_ policy: Policy) throws {
        self.policy = policy
        plan = try ChainComposer().plan(for: policy)
        for forwarder in policy.forwarders {
            let tunnel = forwarder.tunnel.map { EmulatedPort($0.port, tunnel: .flow) }
            network.add(
                EmulatedSwitch(
                    forwarder.datapath, ports: tunnel.map { [$0] } ?? [], tunnelAddress: forwarder.tunnel?.address))
        }
        for tenant in policy.tenants {
            tenant.endpoints.forEach { attach($0, of: tenant) }
            tenant.instances.forEach { attach($0, of: tenant) }
        }
        for step in PlanUpdate(from: [:], to: RuleCompiler(engine: ResidentEngine()).compile(plan)).steps {
            for (datapath, change) in step.changes { change.messages.forEach { tell(datapath, $0) } }
        }
    }

    mutating func tell(_ datapath: DatapathID, _ body: Message.Body) {
        _ = network.receive(Message(1, body), at: datapath)
    }

    private mutating func attach(_ endpoint: Endpoint, of tenant: Tenant) {
        guard let attachment = endpoint.attachment else { return }
        plug(attachment.port)
        network.attach(
            endpoint: "\(tenant.id)/\(endpoint.id)",
            EmulatedEndpoint(reply: .answers, hardwareAddress: attachment.mac), at: attachment.port)
    }

    private mutating func attach(_ instance: ServiceInstance, of tenant: Tenant) {
        let ports = instance.attachment
        plug(ports.left)
        plug(ports.right)
        let link = ports.leftMAC.flatMap { left in
            ports.rightMAC.map { RoutedLink(left: left, right: $0, nextHop: AddressResolution().virtualMAC) }
        }
        let mangles = tenant[function: instance.function]?.headers == .mangles
        let box: any EmulatedBox =
            mangles
            ? SourceNATBox(address: .v4(IPv4Address(100, 64, 0, 1)), link: link) : StatefulFirewallBox(link: link)
        network.attach(box: "\(tenant.id)/\(instance.id)", box, left: ports.left, right: ports.right)
    }

    mutating func plug(_ port: SwitchPort) {
        _ = network.withSwitch(port.datapath) { $0.setPort(EmulatedPort(port.port)) }
        _ = network.drainMessages(port.datapath)
    }

    /// Sends the first packet of a flow from an endpoint of the first tenant, and traces it and its reply.
    mutating func trace(_ flow: FiveTuple, from endpoint: EndpointID) -> PacketTrace {
        let port = policy.tenants[0][endpoint: endpoint]?.attachment?.port ?? SwitchPort(0, 0)
        var packet = Packet(flow, flags: .syn)
        packet.destination = AddressResolution().virtualMAC
        let walks = network.exchange(packet, from: port)
        return PacketTrace(of: flow, from: port, walks: walks, in: network, policy, plan)
    }
}
