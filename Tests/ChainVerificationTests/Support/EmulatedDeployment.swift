import ChainComposition
import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import ServiceChaining

/// Emulated switches, boxes and endpoints of a policy, and traffic that is held against its meaning.
struct EmulatedDeployment {
    var policy: Policy
    private(set) var network = EmulatedNetwork()
    /// What is wrong, one sentence each.
    private(set) var misbehaviour: [String] = []
    private var live: [LiveFlow] = []
    private var rounds = 0

    private struct LiveFlow {
        let flow: FiveTuple
        let port: SwitchPort
        let visits: [String]
        let replyVisits: [String]
    }

    init(_ policy: Policy) {
        self.policy = policy
        for forwarder in policy.forwarders {
            let tunnel = forwarder.tunnel.map { EmulatedPort($0.port, tunnel: .flow) }
            network.add(
                EmulatedSwitch(
                    forwarder.datapath, ports: tunnel.map { [$0] } ?? [], tunnelAddress: forwarder.tunnel?.address,
                    selectionSeed: forwarder.datapath.rawValue))
        }
        for tenant in policy.tenants {
            for endpoint in tenant.endpoints { attach(endpoint, of: tenant) }
            for instance in tenant.instances { attach(instance, of: tenant) }
        }
    }

    /// Brings the switches from some programs to others.
    mutating func install(_ programs: [DatapathID: SwitchProgram], after old: [DatapathID: SwitchProgram] = [:]) {
        for step in PlanUpdate(from: old, to: programs).steps {
            for (datapath, change) in step.changes {
                for body in change.messages {
                    let refusals = network.receive(Message(1, body), at: datapath).replies
                    if !refusals.isEmpty { complain("switch \(datapath) refuses \(body)") }
                }
            }
        }
    }

    /// New flows of every class and of none, and whatever boxes may send; then the flows that were there before.
    mutating func exercise(also flows: [(FiveTuple, SwitchPort)] = [], opening count: Int = 12) {
        continueAll()
        rounds += 1
        for tenant in policy.tenants {
            for chain in tenant.chains {
                for traffic in tenant.trafficClasses(of: chain).prefix(4) {
                    for number in 0..<count { open(sample(of: traffic, number), traffic.ingress) }
                    // What nobody has asked for, and what is just outside.
                    open(sample(of: traffic, 7_000).reversed, tenant[endpoint: chain.destination]?.attachment?.port)
                    var beside = sample(of: traffic, 7_001)
                    beside.destinationPort = TransportPort(rawValue: traffic.destinationPorts.upperBound.rawValue &+ 1)
                    open(beside, traffic.ingress)
                }
            }
            for instance in tenant.instances { strayPackets(instance, of: tenant) }
        }
        // What enters behind a box belongs to a flow that entered elsewhere.
        let ends = policy.tenants.flatMap(\.endpoints).compactMap { $0.attachment?.port }
        for (flow, port) in flows where ends.contains(port) { open(flow, port) }
        continueAll()
    }
}

extension EmulatedDeployment {
    private func sample(of traffic: TrafficClass, _ number: Int) -> FiveTuple {
        let transport = traffic.transport ?? .tcp
        let offset = UInt128(number % 200 + 1)
        return FiveTuple(
            source: IPAddress(
                family: traffic.family, bits: traffic.source.address.bits | offset & ~traffic.source.mask),
            destination: IPAddress(
                family: traffic.family, bits: traffic.destination.address.bits | 5 & ~traffic.destination.mask),
            transport: transport,
            sourcePort: transport.hasPorts
                ? TransportPort(rawValue: UInt16(truncatingIfNeeded: 20_000 + number + 100 * rounds)) : 0,
            destinationPort: transport.hasPorts ? traffic.destinationPorts.lowerBound : 0)
    }

    private mutating func open(_ flow: FiveTuple, _ port: SwitchPort?) {
        guard let port, !live.contains(where: { $0.flow == flow || $0.flow == flow.reversed }) else { return }
        // A packet that nobody has answered yet comes again when groups have changed their minds.
        let first = network.send(packet(of: flow, .syn), from: port)
        for datapath in network.switches.keys { _ = network.withSwitch(datapath) { $0.selectionSeed &+= 7 } }
        let walks = network.exchange(packet(of: flow, .syn), from: port)
        if first.boxes != walks[0].boxes { complain("\(flow) has moved before it was answered") }
        guard let decision = PolicyEvaluator(policy).evaluate(flow, at: port).decision,
            let tenant = policy[tenant: decision.tenant], let chain = tenant[chain: decision.chain]
        else {
            if !walks[0].boxes.isEmpty || !walks[0].deliveries.isEmpty { complain("\(flow) is of no class and passes") }
            return
        }
        check(walks, [chain.destination, chain.source], of: tenant, flow)
        let names = walks.map { walk in walk.boxes.map { box in function(of: box, in: tenant) } }
        if names.first != decision.functions { complain("\(flow) passes \(names)") }
        if names.count > 1, names[1] != decision.repliesPass { complain("replies to \(flow) pass \(names)") }
        if names.count > 1, decision.direction == .symmetric, walks[1].boxes != walks[0].boxes.reversed() {
            complain("replies to \(flow) go elsewhere")
        }
        let draining = tenant.instances.filter { $0.state != .active }.map { "\(tenant.id)/\($0.id)" }
        if walks[0].boxes.contains(where: draining.contains) { complain("\(flow) comes to what takes no new flows") }
        if walks[0].visits.contains(where: { $0.side != .left }) { complain("\(flow) enters on the wrong side") }
        live.append(
            LiveFlow(
                flow: flow, port: port, visits: walks[0].boxes, replyVisits: walks.count > 1 ? walks[1].boxes : []))
    }

    private mutating func continueAll() {
        for known in live {
            let walks = network.exchange(packet(of: known.flow, .ack), from: known.port)
            let replies = walks.count > 1 ? walks[1].boxes : []
            if walks[0].boxes != known.visits || replies != known.replyVisits { complain("\(known.flow) has moved") }
            if walks.contains(where: { !$0.losses.isEmpty || $0.deliveries.count != 1 }) {
                complain("\(known.flow) is lost")
            }
        }
    }

    private func packet(of flow: FiveTuple, _ flags: TCPFlags) -> Packet {
        var packet = Packet(flow, flags: flags)
        packet.destination = AddressResolution().virtualMAC
        return packet
    }

    /// Exactly one packet arrives in each direction, without a tag, at the address that it is for.
    private mutating func check(_ walks: [Walk], _ ends: [EndpointID], of tenant: Tenant, _ flow: FiveTuple) {
        let arrivals = walks.map { $0.deliveries.map(\.endpoint) }
        if arrivals != ends.map({ ["\(tenant.id)/\($0)"] }) { complain("\(flow) arrives at \(arrivals)") }
        if walks.contains(where: { !$0.losses.isEmpty }) { complain("\(flow): \(walks.flatMap(\.losses))") }
        if walks.contains(where: { $0.deliveries.contains { $0.packet.dscp != .bestEffort } }) {
            complain("\(flow) arrives with a tag")
        }
        let addresses = ends.map { tenant[endpoint: $0]?.attachment?.mac }
        for (walk, address) in zip(walks, addresses)
        where walk.deliveries.contains(where: { $0.packet.destination != address }) {
            complain("\(flow) arrives under somebody else's address")
        }
    }

    /// Packets with every tag, from both sides of a box: nothing may come to another tenant.
    private mutating func strayPackets(_ instance: ServiceInstance, of tenant: Tenant) {
        let family = tenant.endpoints[0].prefixes[0].family
        for value in UInt8(0)...15 {
            var packet = Packet(.stranger(family), flags: .syn)
            packet.dscp = DSCP(rawValue: value) ?? .bestEffort
            for port in [instance.attachment.left, instance.attachment.right] {
                let walk = network.send(packet, from: port)
                let places = walk.deliveries.map(\.endpoint) + walk.boxes
                if places.contains(where: { !$0.hasPrefix("\(tenant.id)/") }) {
                    complain("tag \(value) from \(instance.id) comes to \(places)")
                }
                let loops = walk.losses.contains { if case .hopLimit = $0 { true } else { false } }
                if loops { complain("tag \(value) from \(instance.id) goes round in circles") }
            }
        }
    }

    private func function(of box: String, in tenant: Tenant) -> FunctionID {
        tenant.instances.first { "\(tenant.id)/\($0.id)" == box }?.function ?? "nobody"
    }

    private mutating func complain(_ what: String) { misbehaviour.append(what) }
}

extension EmulatedDeployment {
    private mutating func attach(_ endpoint: Endpoint, of tenant: Tenant) {
        guard let attachment = endpoint.attachment else { return }
        plug(attachment.port)
        network.attach(
            endpoint: "\(tenant.id)/\(endpoint.id)", EmulatedEndpoint(reply: .answers), at: attachment.port)
    }

    private mutating func attach(_ instance: ServiceInstance, of tenant: Tenant) {
        let ports = instance.attachment
        plug(ports.left)
        plug(ports.right)
        let link = ports.leftMAC.flatMap { left in
            ports.rightMAC.map { RoutedLink(left: left, right: $0, nextHop: AddressResolution().virtualMAC) }
        }
        let rewrites = tenant[function: instance.function]?.headers.breaksIdentity == true
        let number = UInt128(ports.left.datapath.rawValue << 8) + UInt128(ports.left.port.rawValue)
        let family = tenant.endpoints[0].prefixes[0].family
        let network128: UInt128 = family == .ipv4 ? 0x6440_0000 : 0x2001_0DB8 << 96
        let box: any EmulatedBox =
            rewrites
            ? SourceNATBox(address: IPAddress(family: family, bits: network128 + number), link: link)
            : StatefulFirewallBox(link: link)
        network.attach(box: "\(tenant.id)/\(instance.id)", box, left: ports.left, right: ports.right)
    }

    private mutating func plug(_ port: SwitchPort) {
        _ = network.withSwitch(port.datapath) { $0.setPort(EmulatedPort(port.port)) }
        _ = network.drainMessages(port.datapath)
    }
}

extension FiveTuple {
    fileprivate static func stranger(_ family: AddressFamily) -> FiveTuple {
        let network: UInt128 = family == .ipv4 ? 0xC633_6400 : 0x2001_0DB8_FFFF << 80
        return FiveTuple(
            source: IPAddress(family: family, bits: network | 1),
            destination: IPAddress(family: family, bits: network | 2),
            transport: .tcp, sourcePort: 4_000, destinationPort: 9)
    }
}
