import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import Testing

/// Metadata of tunnels: what one switch writes another reads.
@Suite struct TunnelOptionTests {
    private let mapping = TunnelOptionMapping(optionClass: 0x102, type: 0x80, length: 4, index: 0)

    private func network(mapsAtReceiver: Bool = true, carriesOptions: Bool = true) -> EmulatedNetwork {
        var network = EmulatedNetwork()
        for number: UInt8 in [1, 2] {
            var tunnel = EmulatedPort(1, tunnel: .flow)
            tunnel.carriesOptions = carriesOptions
            network.add(
                EmulatedSwitch(
                    DatapathID(rawValue: UInt64(number)), ports: [tunnel, EmulatedPort(2), EmulatedPort(3)],
                    tunnelAddress: IPv4Address(172, 31, 0, number)))
        }
        network.attach(endpoint: "a", at: SwitchPort(1, 2))
        network.attach(endpoint: "b", at: SwitchPort(2, 2))
        network.attach(endpoint: "c", at: SwitchPort(2, 3))
        let send: [Action] = [
            .set(.tunnelMetadata0, 0xABCD), .set(.tunnelDestinationIPv4, UInt128(IPv4Address(172, 31, 0, 2).rawValue)),
            .output(1),
        ]
        let table = Message(1, .tunnelOptionMod(TunnelOptionMod(.add, [mapping])))
        #expect(network.receive(table, at: 1).replies.isEmpty)
        #expect(network.receive(.rule([.inPort(2)], send), at: 1).replies.isEmpty)
        if mapsAtReceiver {
            #expect(network.receive(table, at: 2).replies.isEmpty)
            let match: Match = [MatchField(.tunnelMetadata0, 0xAB00, mask: 0xFF00)]
            #expect(network.receive(.rule(match, [.output(2)]), at: 2).replies.isEmpty)
        }
        #expect(network.receive(.rule(0, 1, .any, [.output(3)]), at: 2).replies.isEmpty)
        return network
    }

    @Test func optionTravels() {
        var network = network()
        #expect(network.send(Samples.syn(), from: SwitchPort(1, 2)).deliveries.map(\.endpoint) == ["b"])
    }

    @Test func optionIsNotSeenWhereItHasNoField() {
        var network = network(mapsAtReceiver: false)
        #expect(network.send(Samples.syn(), from: SwitchPort(1, 2)).deliveries.map(\.endpoint) == ["c"])
    }

    @Test func otherTunnelsLoseIt() {
        var network = network(carriesOptions: false)
        #expect(network.send(Samples.syn(), from: SwitchPort(1, 2)).deliveries.map(\.endpoint) == ["c"])
    }

    @Test func tableIsToldAndGuarded() {
        var bridge = EmulatedSwitch(1)
        let change = Message(1, .tunnelOptionMod(TunnelOptionMod(.add, [mapping])))
        let rule = Message.rule([MatchField(.tunnelMetadata0, 1)], [])
        #expect(bridge.receive(rule).first?.errorCode == ErrorCode(experimenter: Experimenter.nicira, 37))
        #expect(bridge.receive(change).isEmpty)
        #expect(bridge.receive(rule).isEmpty)
        #expect(bridge.receive(change).first?.errorCode == ErrorCode(experimenter: Experimenter.nicira, 20))
        #expect(
            bridge.receive(Message(2, .tunnelOptionRequest)).map(\.body)
                == [.tunnelOptionReply(TunnelOptionTable(mappings: [mapping]))])
    }
}
