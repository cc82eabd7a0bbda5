import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import TestSupport
import Testing

/// What a real Open vSwitch and the emulation say to the same requests, one after the other.
@Suite(.enabled(if: OpenVSwitchProcess.isUsable), .serialized) struct OpenVSwitchAnswers {
    @Test func requestsAreTakenAndRefusedAlike() async throws {
        try await OpenVSwitch.with { real in
            var emulated = EmulatedSwitch(1, ports: ([1, 2, 3, 4, 9] as [PortNumber]).map { EmulatedPort($0) })
            for (number, body) in (Self.meters + Self.options + Self.tags).enumerated() {
                let message = Message(TransactionID(rawValue: UInt32(number + 1)), body)
                let expected = emulated.receive(message).compactMap(\.errorCode)
                let actual = try real.exchange([message]).map(\.1)
                #expect(actual == expected, "\(number): \(body)")
            }
        }
    }

    private static func rule(_ match: Match, _ actions: [Action], meter: UInt32? = nil) -> Message.Body {
        let instructions = (meter.map { [Instruction.meter($0)] } ?? []) + [.applyActions(actions)]
        return .flowMod(FlowMod(.add, table: 0, match: match, instructions: instructions))
    }

    private static let band = [MeterBand(rate: 10, burst: 5)]

    private static let meters: [Message.Body] = [
        rule(.any, [.output(1)], meter: 7), rule(.any, [.controller(ControllerAction(meter: 7))]),
        .meterMod(MeterMod(.modify, 7, flags: .packetsPerSecond, bands: band)),
        .meterMod(MeterMod(.add, 7, flags: [.packetsPerSecond, .burst], bands: band)),
        .meterMod(MeterMod(.add, 7, flags: .packetsPerSecond, bands: band)),
        .meterMod(MeterMod(.add, 0, flags: .packetsPerSecond, bands: band)),
        rule(.any, [.output(1)], meter: 7), rule(.any, [.controller(ControllerAction(meter: 7, userdata: [1, 2]))]),
        .meterMod(MeterMod(.delete, 7)), .meterMod(MeterMod(.delete, 7)),
    ]

    private static let mapping = TunnelOptionMapping(optionClass: 0x102, type: 0x80, length: 4, index: 0)

    private static let options: [Message.Body] = [
        rule([MatchField(.tunnelMetadata0, 5)], []), rule(.any, [.set(.tunnelMetadata0, 5)]),
        .tunnelOptionMod(TunnelOptionMod(.add, [mapping])), .tunnelOptionMod(TunnelOptionMod(.add, [mapping])),
        .tunnelOptionMod(
            TunnelOptionMod(.add, [TunnelOptionMapping(optionClass: 0x102, type: 0x80, length: 4, index: 1)])),
        rule([MatchField(.tunnelMetadata0, 5, mask: 0xFF)], [.set(.tunnelMetadata0, 7), .output(1)]),
        rule(.any, [.move(Subfield(.reg0), Subfield(.tunnelMetadata0))]),
        rule(.any, [.load(3, Subfield(.tunnelMetadata0))]),
    ]

    private static let tags: [Message.Body] = [
        rule(.any, [.encap(.nsh), .set(.nshPath, 5), .set(.nshIndex, 255), .encap(.ethernet), .output(1)]),
        rule(.any, [.encap(.nsh), .set(.ethernetDestination, 5)]), rule(.any, [.set(.nshPath, 5)]),
        rule([.ethernetType(.nsh), MatchField(.nshPath, 3)], [.decap(.nextProtocol), .decap(.nextProtocol), .output(1)]),
        rule([.ethernetType(.nsh)], [.decap(.nextProtocol), .decap(.nextProtocol), .set(.ethernetDestination, 1)]),
        rule([MatchField(.nshPath, 3)], []), rule([.ethernetType(.mpls), MatchField(.mplsLabel, 3)], [.popMPLS(.ipv4)]),
        rule([.ethernetType(.ipv4)], [.pushMPLS(.mpls), .set(.mplsLabel, 7), .set(.ipDSCP, 1)]),
        rule([.ethernetType(.mpls)], [.popMPLS(.ipv4), .set(.ipDSCP, 1), .output(1)]),
        rule([.ethernetType(.ipv4), MatchField(.ipFragment, 1, mask: 1)], [.set(.ipFragment, 0)]),
        rule([.ethernetType(.ipv4), MatchField(.ipFragment, 3)], [.set(.ipTTL, 9), .output(2)]),
        rule([.ethernetType(.ipv4), .ipProtocol(.tcp), MatchField(.tcpFlags, 2, mask: 2)], [.set(.packetMark, 9)]),
    ]
}
