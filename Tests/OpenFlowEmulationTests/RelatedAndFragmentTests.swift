import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import Testing

/// ICMP and fragments through an emulated switch that leaves new packets by 2, known by 3, related by 4, invalid by 5.
@Suite struct RelatedAndFragmentTests {
    private func bridge() -> EmulatedSwitch {
        var bridge = EmulatedSwitch(1, ports: (1...6).map { EmulatedPort(PortNumber(rawValue: $0)) })
        let ip = MatchField.ethernetType(.ipv4)
        func rule(_ state: ConntrackState, _ priority: UInt16, _ actions: [Action]) -> Message {
            .rule(
                1, priority, [ip, MatchField(.ctState, UInt128(state.rawValue), mask: UInt128(state.rawValue))], actions
            )
        }
        let commit = ConntrackAction(commits: true, zone: .immediate(1), actions: [.set(.ctMark, 7)])
        for message: Message in [
            .rule([ip], [.conntrack(ConntrackAction(zone: .immediate(1), table: 1))]),
            rule(.related, 3, [.move(Subfield(.ctMark), Subfield(.reg0)), .resubmit(port: nil, table: 2)]),
            rule(.established, 2, [.output(3)]), rule(.new, 2, [.conntrack(commit), .output(2)]),
            rule(.invalid, 2, [.output(5)]), .rule(2, 1, [MatchField(.reg0, 7)], [.output(4)]),
        ] { #expect(bridge.receive(message).isEmpty) }
        return bridge
    }

    private func error(about packet: Packet, to receiver: IPAddress? = nil) -> Packet {
        let quoted = QuotedPacket(packet)
        let header = IPHeader(
            source: Samples.v4("10.77.0.1"), destination: receiver ?? quoted?.flow.source ?? Samples.client,
            transport: .icmp)
        return Packet(content: .ip(header, .icmp(ICMPHeader(type: 3, code: 3, quoted: quoted))))
    }

    private func ports(_ bridge: inout EmulatedSwitch, _ packets: Packet...) -> [PortNumber] {
        packets.flatMap { bridge.process($0, inPort: 1).emissions.map(\.port) }
    }

    @Test func errorsHaveTheMarkOfTheConnectionThatTheyQuote() {
        var bridge = bridge()
        let request = Packet.udp(from: Samples.client, 1000, to: Samples.server, 53)
        #expect(ports(&bridge, error(about: request), request, error(about: request)) == [5, 2, 4])
        #expect(ports(&bridge, error(about: request, to: Samples.server)) == [5])
        let answer = Packet.udp(from: Samples.server, 53, to: Samples.client, 1000)
        #expect(ports(&bridge, answer, error(about: answer)) == [3, 4])
    }

    @Test func echoesAreToldApartByIdentifierAndDirection() {
        var bridge = bridge()
        func echo(_ type: UInt8, _ identifier: UInt16, from: IPAddress, to: IPAddress) -> Packet {
            let header = IPHeader(source: from, destination: to, transport: .icmp)
            return Packet(content: .ip(header, .icmp(ICMPHeader(type: type, identifier: identifier))))
        }
        let (client, server) = (Samples.client, Samples.server)
        let request = echo(8, 1, from: client, to: server)
        #expect(ports(&bridge, request, echo(0, 1, from: server, to: client), request) == [2, 3, 3])
        #expect(ports(&bridge, echo(0, 2, from: server, to: client)) == [5])
        #expect(ports(&bridge, echo(8, 1, from: server, to: client)) == [2])
        #expect(ports(&bridge, error(about: request)) == [4])
    }

    private func parts(_ identification: UInt32, size: Int = 1400) -> [Packet] {
        let whole = Packet.udp(from: Samples.client, 1000, to: Samples.server, 53)
        return [0, 1].map { index in
            var part = whole
            part.ip?.fragment = FragmentHeader(
                identification: identification, offset: UInt16(index * size / 8), hasMore: index == 0)
            part.payload = Payload(id: UInt64(index), length: index == 0 ? size - 8 : 30)
            if index == 1 { part.transport = TransportHeader.none }
            return part
        }
    }

    @Test func fragmentsGoOnTogetherInOrderWithOneVerdict() {
        var bridge = bridge()
        let parts = parts(1)
        #expect(ports(&bridge, parts[1]) == [])
        let output = bridge.process(parts[0], inPort: 1)
        #expect(output.emissions.map(\.port) == [2, 2])
        #expect(output.emissions.map(\.packet) == parts)
        #expect(bridge.tracker.connections.map(\.original.destinationPort) == [53])
    }

    @Test func smallDoubleAndLateFragmentsAreNotPutTogether() {
        var bridge = bridge()
        #expect(ports(&bridge, self.parts(1, size: 400)[0]) == [5])
        let parts = parts(2)
        #expect(ports(&bridge, parts[0], parts[0]) == [5])
        bridge.advance(to: .seconds(16))
        #expect(ports(&bridge, parts[1]) == [])
    }

    /// Rules see no ports of fragments, not even of the first, which has them.
    @Test func fragmentsHavePortsOfZero() {
        var bridge = EmulatedSwitch(1, ports: (1...4).map { EmulatedPort(PortNumber(rawValue: $0)) })
        let udp: [MatchField] = [.ethernetType(.ipv4), .ipProtocol(.udp)]
        for message: Message in [
            .rule(0, 2, Match(udp + [MatchField(.udpDestination, 53)]), [.output(2)]),
            .rule(0, 2, Match(udp + [MatchField(.udpDestination, 0)]), [.output(3)]),
            .rule(
                0, 3, [.ethernetType(.ipv4), MatchField(.ipFragment, 1)], [.output(4), .resubmit(port: nil, table: 1)]),
            .rule(1, 1, Match(udp + [MatchField(.udpDestination, 53)]), [.output(2)]),
            .rule(1, 1, Match(udp + [MatchField(.udpDestination, 0)]), [.output(3)]),
        ] { #expect(bridge.receive(message).isEmpty) }
        #expect(ports(&bridge, parts(1)[0], parts(1)[1]) == [4, 3, 3])
    }
}
