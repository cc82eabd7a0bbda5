import ChainComposition
import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import ServiceChaining
import Testing

/// Who gets an answer to which request, on an emulated switch to which two tenants are attached.
@Suite struct AddressResolutionTests {
    private static let resolution = AddressResolution()
    private let asker = MACAddress(rawValue: 0x02_00_00_00_0A_0A)

    /// acme: client 10.1.0.0/24 at port 2, host 10.1.0.7 at 3, server 10.2.0.0/16 at 4; other: 10.8.0.0/24 at 5.
    private func bridge() throws -> EmulatedSwitch {
        let forwarder = ServiceFunctionForwarder("s1", datapath: 1)
        func endpoint(_ name: String, _ port: PortNumber, _ prefixes: String...) -> Endpoint {
            Endpoint(
                EndpointID(name), prefixes: prefixes.compactMap { IPPrefix($0) },
                attachment: EndpointAttachment(
                    port: SwitchPort(1, port), mac: MACAddress(rawValue: 0x02_00_00_00_00_00 | UInt64(port.rawValue))))
        }
        func tenant(_ name: String, _ endpoints: [Endpoint], _ left: PortNumber, _ right: PortNumber) -> Tenant {
            Tenant(
                id: TenantID(name), endpoints: endpoints, functions: [ServiceFunction("fw", image: "fw")],
                instances: [
                    ServiceInstance(
                        "fw1", of: "fw",
                        at: InstanceAttachment(left: SwitchPort(1, left), right: SwitchPort(1, right)))
                ],
                chains: endpoints.dropLast().map {
                    ServiceFunctionChain(
                        ChainID($0.id.name), from: $0.id, to: endpoints[endpoints.count - 1].id, through: ["fw"])
                })
        }
        let acme = [
            endpoint("client", 2, "10.1.0.0/24", "2001:db8:1::/64"), endpoint("host", 3, "10.1.0.7/32"),
            endpoint("server", 4, "10.2.0.0/16", "2001:db8:2::/64"),
        ]
        let others = [endpoint("a", 5, "10.8.0.0/24"), endpoint("b", 6, "10.9.0.0/24", "2001:db8:9::/64")]
        let policy = Policy(
            forwarders: [forwarder], tenants: [tenant("acme", acme, 7, 8), tenant("other", others, 9, 10)])
        let plan = try ChainComposer().plan(for: policy)
        var bridge = EmulatedSwitch(1, ports: (2...10).map { EmulatedPort(PortNumber(rawValue: $0)) })
        let programs = RuleCompiler(engine: ResidentEngine(), addressResolution: Self.resolution).compile(plan)
        let program = try #require(programs[1])
        for (group, buckets) in program.groups {
            #expect(bridge.receive(Message(1, .groupMod(GroupMod(.add, group, buckets: buckets)))).isEmpty)
        }
        for (key, rule) in program.rules {
            let mod = FlowMod(
                .add, table: key.table.id, priority: key.priority, match: key.match, instructions: rule.instructions)
            #expect(bridge.receive(Message(1, .flowMod(mod))).isEmpty, "\(key)")
        }
        return bridge
    }

    private func request(for target: String, from sender: String) -> Packet {
        guard case .v4(let asked)? = IPAddress(target), case .v4(let own)? = IPAddress(sender) else {
            return solicitation(for: target, from: sender)
        }
        let header = ARPHeader(operation: 1, senderHardware: asker, senderProtocol: own, targetProtocol: asked)
        return Packet(source: asker, destination: .broadcast, content: .arp(header))
    }

    private func solicitation(for target: String, from sender: String) -> Packet {
        let asked = IPAddress(target)?.bits ?? 0
        let header = IPHeader(
            source: IPAddress(sender) ?? .v6(IPv6Address(rawValue: 0)),
            destination: .v6(IPv6Address(rawValue: 0xFF02 << 112 | 0x1_FF00_0000 | asked & 0xFF_FFFF)),
            transport: .icmpv6, ttl: 255)
        let icmp = ICMPHeader(
            type: 135, target: IPv6Address(rawValue: asked), linkAddress: IPAddress(sender)?.bits == 0 ? nil : asker)
        return Packet(source: asker, destination: .broadcast, content: .ip(header, .icmp(icmp)))
    }

    @Test(arguments: [
        ("10.2.0.9", PortNumber(2)), ("10.1.0.9", 4), ("10.1.0.7", 2), ("10.1.0.200", 3), ("169.254.1.1", 2),
        ("10.2.0.9", 7), ("10.1.0.9", 8), ("2001:db8:2::5", 2), ("2001:db8:1::5", 4), ("fe80::1", 2),
    ])
    func answersForTheTenantsAddressesElsewhere(target: String, port: PortNumber) throws {
        var bridge = try bridge()
        let sender = target.contains(":") ? "2001:db8:1::99" : "10.1.0.99"
        let packet = request(for: target, from: sender)
        let emissions = bridge.process(packet, inPort: port).emissions
        #expect(emissions.map(\.port) == [port])
        let answer = try #require(emissions.first?.packet)
        #expect(answer.source == Self.resolution.virtualMAC && answer.destination == asker)
        if let arp = answer.arp {
            #expect(arp.operation == 2 && arp.senderHardware == Self.resolution.virtualMAC)
            #expect("\(arp.senderProtocol)" == target && "\(arp.targetProtocol)" == sender)
        } else {
            guard case .icmp(let icmp)? = answer.transport else {
                Issue.record("\(answer)")
                return
            }
            #expect(icmp.type == 136 && icmp.target?.rawValue == IPAddress(target)?.bits)
            #expect(icmp.linkOption == 2 && icmp.linkAddress == Self.resolution.virtualMAC)
            #expect(icmp.reserved == (target == "fe80::1" ? 0xE000_0000 : 0x6000_0000))
            #expect(answer.ip?.source == IPAddress(target) && answer.ip?.destination == IPAddress(sender))
            #expect(answer.ip?.ttl == 255)
        }
    }

    @Test(
        "the port's own addresses, another tenant's, unknown ones and probes get no answer",
        arguments: [
            ("10.1.0.9", PortNumber(2), "10.1.0.99"), ("10.1.0.7", 3, "10.1.0.7"), ("10.2.3.4", 4, "10.2.0.1"),
            ("10.8.0.9", 2, "10.1.0.99"), ("10.1.0.9", 5, "10.8.0.1"), ("203.0.113.9", 2, "10.1.0.99"),
            ("10.2.0.9", 2, "0.0.0.0"), ("2001:db8:1::5", 2, "2001:db8:1::99"), ("2001:db8:9::5", 2, "2001:db8:1::99"),
            ("2001:db8:2::5", 2, "::"), ("2001:db8:77::5", 2, "2001:db8:1::99"),
        ])
    func silence(target: String, port: PortNumber, sender: String) throws {
        var bridge = try bridge()
        let output = bridge.process(request(for: target, from: sender), inPort: port)
        #expect(output.emissions.isEmpty && output.packetIns.isEmpty, "\(output.trace)")
    }
}
