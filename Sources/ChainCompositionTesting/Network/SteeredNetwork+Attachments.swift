internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
public import ServiceChaining

extension SteeredNetwork {
    /// The name under which something of a tenant is attached, unique among tenants.
    public static func name(_ tenant: TenantID, _ thing: String) -> String { "\(tenant)/\(thing)" }

    mutating func add(_ forwarder: ServiceFunctionForwarder) {
        let tunnel = forwarder.tunnel.map { EmulatedPort($0.port, name: "tunnel", tunnel: .flow) }
        network.add(
            EmulatedSwitch(
                forwarder.datapath, ports: tunnel.map { [$0] } ?? [], tunnelAddress: forwarder.tunnel?.address,
                selectionSeed: forwarder.datapath.rawValue))
    }

    /// Plugs a tenant's endpoints and instances in.
    mutating func attach(_ tenant: Tenant) {
        for endpoint in tenant.endpoints {
            guard let attachment = endpoint.attachment else { continue }
            plug(attachment.port)
            network.attach(
                endpoint: Self.name(tenant.id, endpoint.id.name),
                EmulatedEndpoint(reply: .answers, hardwareAddress: attachment.mac), at: attachment.port)
        }
        for instance in tenant.instances { launch(instance, of: tenant) }
    }

    /// Starts a box for an instance and plugs it in, in the place of whatever was there.
    mutating func launch(_ instance: ServiceInstance, of tenant: Tenant) {
        let ports = instance.attachment, name = Self.name(tenant.id, instance.id.name)
        plug(ports.left)
        plug(ports.right)
        var box = box(for: instance, of: tenant)
        if ports.isOneArmed { box = OneArmedBox(box) }
        if let known = tenant[function: instance.function]?.understands { box = SeesThroughTags(known, box) }
        network.attach(box: name, box, left: ports.left, right: ports.right)
        functions[name] = instance.function
    }

    /// Takes an instance's box away.
    mutating func stop(_ instance: ServiceInstance, of tenant: TenantID) {
        network.detach(instance.attachment.left)
        functions[Self.name(tenant, instance.id.name)] = nil
    }

    mutating func detach(_ tenant: Tenant) {
        for instance in tenant.instances { stop(instance, of: tenant.id) }
        for endpoint in tenant.endpoints { if let port = endpoint.attachment?.port { network.detach(port) } }
    }

    /// A switch that has just been started: its ports are there, its rules and its tracker's memory are not.
    mutating func restart(_ datapath: DatapathID) {
        guard let old = network[datapath] else { return }
        network.add(
            EmulatedSwitch(
                datapath, ports: Array(old.ports.values), tunnelAddress: old.tunnelAddress,
                selectionSeed: old.selectionSeed))
        answering?.rulesLost(on: datapath, now: network.now)
    }

    /// A function that preserves headers is a stateful firewall, which drops what it did not see start.
    private func box(for instance: ServiceInstance, of tenant: Tenant) -> any EmulatedBox {
        let ports = instance.attachment
        let link = ports.leftMAC.flatMap { left in
            ports.rightMAC.map {
                RoutedLink(left: left, right: $0, nextHop: compiler.addressResolution.virtualMAC)
            }
        }
        if tenant[function: instance.function]?.insertion == .tap { return TapBox() }
        switch tenant[function: instance.function]?.headers ?? .preserves {
        case .preserves:
            return StatefulFirewallBox(admits: letsEitherBegin ? [.left, .right] : [.left], link: link)
        case .mangles: return SourceTranslation(number: number(instance), link: link, isProxy: false)
        case .terminates: return SourceTranslation(number: number(instance), link: link, isProxy: true)
        }
    }

    private func number(_ instance: ServiceInstance) -> UInt32 {
        let port = instance.attachment.left
        return UInt32(truncatingIfNeeded: port.datapath.rawValue) << 12 | port.port.rawValue & 0xFFF
    }

    private mutating func plug(_ port: SwitchPort) {
        _ = network.withSwitch(port.datapath) { $0.setPort(EmulatedPort(port.port)) }
        listen(to: port.datapath)
    }
}

/// A box that puts an address of its own in the place of the source, in either family: a NAT, or a proxy.
struct SourceTranslation: EmulatedBox {
    private var ipv4: any EmulatedBox
    private var ipv6: any EmulatedBox

    /// - Parameter number: gives addresses that no other box has, of RFC 6598's space and of documentation's 2001:db8::.
    init(number: UInt32, link: RoutedLink?, isProxy: Bool) {
        let low = IPAddress.v4(IPv4Address(rawValue: IPv4Address(100, 64, 0, 0).rawValue | number & 0x3F_FFFF))
        let high = IPAddress.v6(IPv6Address(rawValue: 0x2001_0DB8 << 96 | UInt128(number)))
        ipv4 = isProxy ? TerminatingProxyBox(address: low, link: link) : SourceNATBox(address: low, link: link)
        ipv6 = isProxy ? TerminatingProxyBox(address: high, link: link) : SourceNATBox(address: high, link: link)
    }

    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        packet.ip?.family == .ipv6
            ? ipv6.receive(packet, on: side, at: now) : ipv4.receive(packet, on: side, at: now)
    }
}

/// A box that knows one kind of header that may stand in front of a packet, and passes it on.
struct SeesThroughTags: EmulatedBox {
    private let known: TagEncapsulation
    private var inner: any EmulatedBox

    init(_ known: TagEncapsulation, _ inner: any EmulatedBox) {
        self.known = known
        self.inner = inner
    }

    /// The packet without the header, if it has one of the kind.
    private func opened(_ packet: Packet) -> Packet {
        var bare = packet
        switch known {
        case .vlan: bare.vlan = nil
        case .mpls: if packet.serviced == nil { bare = packet.unwrapped }
        case .nsh: if packet.serviced != nil { bare = packet.unwrapped }
        case .dscp, .tunnelMetadata: break
        }
        return bare
    }

    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        var bare = opened(packet)
        guard bare != packet else { return inner.receive(packet, on: side, at: now) }
        bare.destination = packet.destination
        var reaction = inner.receive(bare, on: side, at: now)
        for index in reaction.emissions.indices {
            let addressed = reaction.emissions[index].packet
            reaction.emissions[index].packet = packet
            reaction.emissions[index].packet.source = addressed.source
            reaction.emissions[index].packet.destination = addressed.destination
        }
        return reaction
    }
}
