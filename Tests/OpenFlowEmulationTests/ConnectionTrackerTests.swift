import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import Testing

@Suite struct ConnectionTrackerTests {
    /// Tracks in zone 1, commits what is new with mark 7, and tells the state by the port.
    private func bridge() -> EmulatedSwitch {
        var bridge = EmulatedSwitch(1, ports: (1...6).map { EmulatedPort(PortNumber(rawValue: $0)) })
        let commit = ConntrackAction(commits: true, zone: .immediate(1), actions: [.set(.ctMark, 7)])
        func state(_ bits: ConntrackState) -> MatchField { MatchField(.ctState, UInt128(bits.rawValue)) }
        let ip = MatchField.ethernetType(.ipv4)
        for message: Message in [
            .rule([ip], [.conntrack(ConntrackAction(zone: .immediate(1), table: 1))]),
            .rule(1, 1, [ip, state([.tracked, .new])], [.conntrack(commit), .output(2)]),
            .rule(1, 1, [ip, state([.tracked, .established]), .ctMark(7)], [.output(3)]),
            .rule(1, 1, [ip, state([.tracked, .established, .reply]), .ctMark(7)], [.output(4)]),
            .rule(1, 1, [ip, state([.tracked, .invalid])], [.output(5)]),
        ] { #expect(bridge.receive(message).isEmpty) }
        return bridge
    }

    private func tcp(_ flags: TCPFlags, isReply: Bool = false, port: TransportPort = 4000) -> Packet {
        isReply
            ? .tcp(from: Samples.server, 80, to: Samples.client, port, flags: flags)
            : .tcp(from: Samples.client, port, to: Samples.server, 80, flags: flags)
    }

    @Test func handshakeIsNewUntilAnswered() {
        var bridge = bridge()
        let packets = [tcp(.syn), tcp(.syn), tcp([.syn, .ack], isReply: true), tcp(.ack), tcp(.ack, isReply: true)]
        #expect(packets.flatMap { bridge.process($0, inPort: 1).emissions.map(\.port) } == [2, 2, 4, 3, 4])
    }

    @Test func unansweredDatagramsStayNew() {
        var bridge = bridge()
        let packet = Packet.udp(from: Samples.client, 1, to: Samples.server, 2)
        let answer = Packet.udp(from: Samples.server, 2, to: Samples.client, 1)
        let packets = [packet, packet, packet, answer, packet]
        #expect(packets.flatMap { bridge.process($0, inPort: 1).emissions.map(\.port) } == [2, 2, 2, 4, 3])
    }

    @Test func midStreamIsTakenUpButNotFromASynAck() {
        var bridge = bridge()
        #expect(bridge.process(tcp(.ack), inPort: 1).emissions.map(\.port) == [2])
        #expect(bridge.process(tcp(.ack), inPort: 1).emissions.map(\.port) == [3])
        #expect(bridge.process(tcp([.syn, .ack], port: 4001), inPort: 1).emissions.map(\.port) == [5])
        #expect(bridge.process(tcp([.syn, .fin], port: 4002), inPort: 1).emissions.map(\.port) == [5])
    }

    @Test func connectionsExpireAndDrain() {
        var bridge = bridge()
        for packet in [tcp(.syn), tcp(.syn, port: 4001), tcp([.syn, .ack], isReply: true), tcp(.ack)] {
            _ = bridge.process(packet, inPort: 1)
        }
        #expect(bridge.tracker.count(mark: 7, zone: 1, at: bridge.now) == 2)
        bridge.advance(to: .seconds(31))
        #expect(bridge.tracker.count(mark: 7, zone: 1, at: bridge.now) == 1)
        for packet in [tcp([.fin, .ack]), tcp([.fin, .ack], isReply: true), tcp(.ack)] {
            _ = bridge.process(packet, inPort: 1)
        }
        bridge.advance(to: .seconds(62))
        #expect(bridge.tracker.count(mark: 7, zone: 1, at: bridge.now) == 0)
    }

    @Test func laterCommitChangesTheMark() {
        var bridge = bridge()
        _ = bridge.process(tcp(.syn), inPort: 1)
        let again = ConntrackAction(commits: true, zone: .immediate(1), actions: [.set(.ctMark, 9)])
        _ = bridge.receive(.rule(0, 200, [.ethernetType(.ipv4)], [.conntrack(again)]))
        _ = bridge.process(tcp([.syn, .ack], isReply: true), inPort: 1)
        #expect(bridge.tracker.connections.map(\.mark) == [9])
        bridge.tracker.flush(zone: 1)
        #expect(bridge.tracker.connections.isEmpty)
    }
}
