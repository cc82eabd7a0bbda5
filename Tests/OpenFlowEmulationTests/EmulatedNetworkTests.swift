import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import Testing

/// A chain over two hosts: client, {A, B} on the first, a source NAT on the second, server; rules by hand.
@Suite struct EmulatedNetworkTests {
    static let ip = MatchField.ethernetType(.ipv4)
    static let tunnelPort: PortNumber = 9

    private func network(weights: (UInt16, UInt16) = (1, 1)) -> EmulatedNetwork {
        var network = EmulatedNetwork()
        for number in [DatapathID(1), 2] {
            let ports =
                (1...6).map { EmulatedPort(PortNumber(rawValue: $0)) } + [EmulatedPort(Self.tunnelPort, tunnel: .flow)]
            network.add(
                EmulatedSwitch(number, ports: ports, tunnelAddress: IPv4Address(192, 0, 2, UInt8(number.rawValue))))
        }
        network.attach(endpoint: "client", at: SwitchPort(1, 1))
        network.attach(box: "A", StatefulFirewallBox(), left: SwitchPort(1, 2), right: SwitchPort(1, 3))
        network.attach(box: "B", StatefulFirewallBox(), left: SwitchPort(1, 4), right: SwitchPort(1, 5))
        network.attach(
            box: "NAT", SourceNATBox(address: Samples.v4("10.8.0.1")), left: SwitchPort(2, 2), right: SwitchPort(2, 3))
        network.attach(endpoint: "server", EmulatedEndpoint(reply: .answers), at: SwitchPort(2, 1))
        for message in Self.first(weights) { #expect(network.receive(message, at: 1).replies.isEmpty) }
        for message in Self.second { #expect(network.receive(message, at: 2).replies.isEmpty) }
        return network
    }

    private static func group(_ command: GroupMod.Command, _ weights: (UInt16, UInt16)) -> Message {
        let buckets = [(weights.0, UInt128(1)), (weights.1, 2)].map { weight, path in
            Bucket(weight: weight, actions: [.set(.reg0, path), .resubmit(port: nil, table: 2)])
        }
        return Message(1, .groupMod(GroupMod(command, 1, buckets: buckets)))
    }

    private static func first(_ weights: (UInt16, UInt16)) -> [Message] {
        let look = ConntrackAction(zone: .immediate(1), table: 1)
        let keep = ConntrackAction(
            commits: true, zone: .immediate(1), actions: [.move(Subfield(.reg0), Subfield(.ctMark))])
        let away: [Action] = [
            .set(.tunnelID, 22), .set(.tunnelDestinationIPv4, 0xC000_0202), .output(tunnelPort),
        ]
        return [
            group(.add, weights),
            .rule(0, 9, [ip, .inPort(1)], [.conntrack(look)]),
            .rule(0, 9, [ip, .inPort(3)], away), .rule(0, 9, [ip, .inPort(5)], away),
            .rule(
                0, 9, [.inPort(tunnelPort), .tunnelID(11), ip],
                [.conntrack(ConntrackAction(zone: .immediate(1), table: 4))]),
            .rule(0, 9, [.inPort(2)], [.output(1)]), .rule(0, 9, [.inPort(4)], [.output(1)]),
            .rule(1, 2, [ip, .ctMark(0)], [.group(1)]),
            .rule(1, 1, [ip], [.move(Subfield(.ctMark), Subfield(.reg0)), .resubmit(port: nil, table: 3)]),
            .rule(2, 1, [ip], [.conntrack(keep), .resubmit(port: nil, table: 3)]),
            .rule(3, 1, [MatchField(.reg0, 1)], [.output(2)]), .rule(3, 1, [MatchField(.reg0, 2)], [.output(4)]),
            .rule(4, 1, [ip, .ctMark(1)], [.output(3)]), .rule(4, 1, [ip, .ctMark(2)], [.output(5)]),
        ]
    }

    private static let second: [Message] = [
        .rule([.inPort(tunnelPort), .tunnelID(22)], [.output(2)]), .rule([.inPort(3)], [.output(1)]),
        .rule([.inPort(1)], [.output(3)]),
        .rule(
            [ip, .inPort(2)], [.set(.tunnelID, 11), .set(.tunnelDestinationIPv4, 0xC000_0201), .output(tunnelPort)]),
    ]

    @Test func repliesComeBackThroughTheSameBoxes() {
        var network = network()
        var used: Set<String> = []
        for port in UInt16(1000)..<1100 {
            let packet = Samples.syn(TransportPort(rawValue: port))
            let walks = network.exchange(packet, from: SwitchPort(1, 1))
            #expect(walks.count == 2)
            #expect(walks.allSatisfy { $0.losses.isEmpty })
            #expect(walks.first?.boxes == walks.last.map { $0.boxes.reversed() })
            #expect(walks.first?.boxes.last == "NAT")
            #expect(walks.first?.deliveries.first?.packet.fiveTuple?.source == Samples.v4("10.8.0.1"))
            #expect(walks.last?.deliveries.first?.packet.fiveTuple == packet.fiveTuple?.reversed)
            used.formUnion(walks.first?.boxes.prefix(1) ?? [])
        }
        #expect(used == ["A", "B"])
    }

    @Test func liveFlowsStayWhenWeightsChange() {
        var network = network()
        let flows = (UInt16(1000)..<1100).map { TransportPort(rawValue: $0) }
        let before = flows.map { network.send(Samples.syn($0), from: SwitchPort(1, 1)).boxes }
        #expect(network.receive(Self.group(.modify, (0, 5)), at: 1).replies.isEmpty)
        let after = flows.map { port in
            var packet = Samples.syn(port)
            packet.tcpFlags = .ack
            return network.send(packet, from: SwitchPort(1, 1)).boxes
        }
        #expect(before == after)
        let late = network.send(Samples.syn(5000), from: SwitchPort(1, 1))
        #expect(late.boxes == ["B", "NAT"])
    }

    @Test func brokenAffinityShowsAsADrop() {
        var network = network()
        let walk = network.send(Samples.syn(), from: SwitchPort(1, 1))
        let other: PortNumber = walk.boxes.first == "A" ? 4 : 2
        _ = network.receive(.rule(0, 99, [Self.ip, .inPort(1)], [.output(other)]), at: 1)
        var packet = Samples.syn()
        packet.tcpFlags = .ack
        let broken = network.send(packet, from: SwitchPort(1, 1))
        guard case .droppedByBox(_, let reason, _)? = broken.losses.first else {
            Issue.record("no drop")
            return
        }
        #expect(reason == "flow without a start")
    }

    @Test func loopsEnd() {
        var network = EmulatedNetwork()
        network.add(EmulatedSwitch(1, ports: [EmulatedPort(1), EmulatedPort(2), EmulatedPort(3)]))
        network.link(SwitchPort(1, 2), SwitchPort(1, 3))
        _ = network.receive(.rule(.any, [.output(2)]), at: 1)
        _ = network.receive(.rule(0, 200, [.inPort(3)], [.output(2)]), at: 1)
        let walk = network.send(Samples.syn(), from: SwitchPort(1, 1))
        #expect(walk.losses.contains(.hopLimit(Samples.syn())))
    }

    @Test func packetOutAnswersAPacketIn() {
        var network = EmulatedNetwork()
        network.add(EmulatedSwitch(1, ports: [EmulatedPort(1), EmulatedPort(2)]))
        network.attach(endpoint: "server", at: SwitchPort(1, 2))
        _ = network.receive(.rule(0, 0, .any, [.output(.controller)]), at: 1)
        #expect(network.send(Samples.syn(), from: SwitchPort(1, 1)).packetIns.count == 1)
        guard case .packetIn(let message)? = network.drainMessages(1).first?.body else {
            Issue.record("no packet-in")
            return
        }
        let answer = PacketOut(inPort: message.inPort ?? 0, actions: [.output(2)], data: message.data)
        let result = network.receive(Message(1, .packetOut(answer)), at: 1)
        #expect(result.walk.deliveries.map(\.endpoint) == ["server"])
        #expect(network.endpoints["server"]?.received == [Samples.syn()])
    }

    @Test func proxyDropsTheTagAndRelaysBack() {
        var proxy = TerminatingProxyBox(address: Samples.v4("10.7.0.1"))
        var packet = Samples.syn()
        packet.dscp = DSCP(rawValue: 12) ?? .bestEffort
        let out = proxy.receive(packet, on: .left, at: .zero).emissions.first
        #expect(out?.side == .right)
        #expect(out?.packet.dscp == .bestEffort)
        let back = out?.packet.answer.flatMap { proxy.receive($0, on: .right, at: .zero).emissions.first }
        #expect(back?.packet.fiveTuple == packet.fiveTuple?.reversed)
        packet.tcpFlags = .ack
        packet.fiveTuple?.sourcePort = 9
        #expect(proxy.receive(packet, on: .left, at: .zero).dropReason == "no such connection")
    }
}
