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

    /// The rules that turn solicitations into advertisements, in two steps, as the steering pipeline has them.
    @Test func neighbourSolicitationsAreAnsweredAlike() async throws {
        try await OpenVSwitch.with { real in
            var emulated = EmulatedSwitch(1, ports: ([1, 2, 3, 4, 9] as [PortNumber]).map { EmulatedPort($0) })
            for message in Self.neighbourRules {
                #expect(emulated.receive(message).isEmpty)
                #expect(try real.exchange([message]).isEmpty, "\(message)")
            }
            for (packet, isAnswered) in Self.solicitations {
                let output = emulated.process(packet, inPort: 1)
                #expect(output.emissions.map(\.port) == (isAnswered ? [1] : []))
                let frames = output.emissions.map { EthernetFrame.serialise($0.packet) }
                let actual = try real.forward(EthernetFrame.serialise(packet), inPort: 1)
                #expect(actual == [1: frames, 2: [], 3: [], 4: []], "\(packet)")
            }
        }
    }

    private static let neighbourRules: [Message] = {
        let mac: UInt64 = 0x02_53_54_00_00_01
        let icmp: [MatchField] = [.ethernetType(.ipv6), .ipProtocol(.icmpv6)]
        let asked = icmp + [MatchField(.icmpv6Type, 135), MatchField(.icmpv6Code, 0)]
        let target = MatchField(.neighbourTarget, 0x2001_0DB8 << 96, mask: UInt128.max << 96)
        return [
            .rule(0, 0xFFFF, [MatchField(.ethernetType, 0x88B5)], [.output(9)]),
            .rule(0, 300, Match(asked + [MatchField(.ipv6Source, 0)]), []),
            .rule(
                0, 200, Match(asked + [target]),
                [
                    .move(Subfield(.ethernetSource), Subfield(.ethernetDestination)),
                    .load(mac, Subfield(.ethernetSource)), .move(Subfield(.ipv6Source), Subfield(.ipv6Destination)),
                    .move(Subfield(.neighbourTarget), Subfield(.ipv6Source)), .set(.neighbourReserved, 0x6000_0000),
                    .set(.neighbourOptionType, 2), .set(.icmpv6Type, 136), .resubmit(port: nil, table: 9),
                ]),
            .rule(
                9, 1, Match(icmp + [MatchField(.icmpv6Type, 136)]),
                [.load(mac, Subfield(.neighbourTargetLink)), .output(.inPort)]),
        ]
    }()

    private static let solicitations: [(Packet, isAnswered: Bool)] = [
        (solicitation(for: "2001:db8::7", from: "2001:db8::5"), true),
        (solicitation(for: "2001:db8::7", from: "fe80::5"), true),
        (solicitation(for: "2001:db8::7", from: "2001:db8::5", hasOption: false), true),
        (solicitation(for: "2001:db9::7", from: "2001:db8::5"), false),
        (solicitation(for: "2001:db8::7", from: "::", hasOption: false), false),
    ]

    private static func solicitation(for target: String, from sender: String, hasOption: Bool = true) -> Packet {
        let asker = MACAddress(rawValue: 0x02_00_00_00_00_05)
        let header = IPHeader(
            source: Samples.v4(sender), destination: Samples.v4("ff02::1:ff00:7"), transport: .icmpv6, ttl: 255)
        let icmp = ICMPHeader(
            type: 135, target: IPv6Address(rawValue: Samples.v4(target).bits), linkAddress: hasOption ? asker : nil)
        return Packet(
            source: asker, destination: MACAddress(rawValue: 0x3333_FF00_0007), content: .ip(header, .icmp(icmp)))
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
        rule(
            [.ethernetType(.nsh), MatchField(.nshPath, 3)], [.decap(.nextProtocol), .decap(.nextProtocol), .output(1)]),
        rule([.ethernetType(.nsh)], [.decap(.nextProtocol), .decap(.nextProtocol), .set(.ethernetDestination, 1)]),
        rule([MatchField(.nshPath, 3)], []),
        rule([.ethernetType(.mpls), MatchField(.mplsLabel, 3)], [.popMPLS(.ipv4)]),
        rule([.ethernetType(.ipv4)], [.pushMPLS(.mpls), .set(.mplsLabel, 7), .set(.ipDSCP, 1)]),
        rule([.ethernetType(.mpls)], [.popMPLS(.ipv4), .set(.ipDSCP, 1), .output(1)]),
        rule([.ethernetType(.ipv4), MatchField(.ipFragment, 1, mask: 1)], [.set(.ipFragment, 0)]),
        rule([.ethernetType(.ipv4), MatchField(.ipFragment, 3)], [.set(.ipTTL, 9), .output(2)]),
        rule([.ethernetType(.ipv4), .ipProtocol(.tcp), MatchField(.tcpFlags, 2, mask: 2)], [.set(.packetMark, 9)]),
    ]
}
