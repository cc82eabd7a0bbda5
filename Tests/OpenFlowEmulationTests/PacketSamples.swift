import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import TestSupport

/// Random packets and short names for tests.
enum Samples {
    static func v4(_ text: String) -> IPAddress { IPAddress(text) ?? .v4(IPv4Address(0, 0, 0, 0)) }

    static let client = v4("10.1.0.1")
    static let server = v4("10.9.0.1")

    static func syn(_ port: TransportPort = 40_000, id: UInt64 = 1) -> Packet {
        .tcp(from: client, port, to: server, 80, flags: .syn, payload: Payload(id: id, length: 8))
    }

    /// A packet whose headers agree with each other, of any kind that a frame can carry.
    static func packet(_ random: inout SeededGenerator) -> Packet {
        var packet = Packet(
            source: mac(&random), destination: mac(&random), content: content(&random))
        if random.chance(0.2) {
            packet.vlan = VLANTag(
                id: .random(in: 1...4094, using: &random), priority: .random(in: 0...7, using: &random))
        }
        if case .arp = packet.content { return packet }
        packet.payload = Payload(id: random.next(), length: .random(in: 0...64, using: &random))
        if packet.ip?.transport == .tcp, case .ports = packet.transport {
            packet.sequence = .random(in: 0...(.max), using: &random)
        }
        return tagged(packet, &random)
    }

    private static func tagged(_ packet: Packet, _ random: inout SeededGenerator) -> Packet {
        var packet = packet
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where packet.ip != nil:
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let label = MPLSLabel(
                    .random(in: 0...0xF_FFFF, using: &random), trafficClass: .random(in: 0...7, using: &random),
                    ttl: .random(in: 0...255, using: &random))
                packet.content = .mpls(label, packet.content)
            }
            return packet
        case 1:
            let header = NSHHeader(
                path: .random(in: 0...0xFF_FFFF, using: &random), index: .random(in: 0...255, using: &random),
                ttl: .random(in: 0...63, using: &random), flags: .random(in: 0...3, using: &random),
                context: SIMD4(1, UInt32(truncatingIfNeeded: random.next()), 3, 4))
            return Packet(source: mac(&random), destination: mac(&random), content: .nsh(header, packet))
        default: return packet
        }
    }

    private static func content(_ random: inout SeededGenerator) -> Packet.Content {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: .arp(arp(&random))
        case 1: .other(EtherType(rawValue: 0x88CC))
        case 2: ip(.ipv6, &random)
        default: ip(.ipv4, &random)
        }
    }

    private static func arp(_ random: inout SeededGenerator) -> ARPHeader {
        ARPHeader(
            operation: random.chance(0.5) ? 1 : 2, senderHardware: mac(&random),
            senderProtocol: IPv4Address(rawValue: UInt32.random(in: 0...(.max), using: &random)),
            targetHardware: mac(&random),
            targetProtocol: IPv4Address(rawValue: UInt32.random(in: 0...(.max), using: &random)))
    }

    private static func ip(_ family: AddressFamily, _ random: inout SeededGenerator) -> Packet.Content {
        let icmp: IPProtocol = family == .ipv4 ? .icmp : .icmpv6
        let transport =
            [IPProtocol.tcp, .udp, .sctp, icmp, IPProtocol(rawValue: 89)].randomElement(using: &random) ?? .tcp
        var header = IPHeader(
            source: address(family, &random), destination: address(family, &random), transport: transport,
            dscp: DSCP(rawValue: .random(in: 0...63, using: &random)) ?? .bestEffort,
            ecn: .random(in: 0...3, using: &random), ttl: .random(in: 1...255, using: &random))
        if family == .ipv6 { header.flowLabel = .random(in: 0...0xF_FFFF, using: &random) }
        if random.chance(0.1) {
            header.fragment = FragmentHeader(
                identification: .random(in: 0...0xFFFF, using: &random),
                offset: .random(in: 0...0x1FFF, using: &random),
                hasMore: true)
            if header.fragment?.isLater == true { return .ip(header, .none) }
        }
        return .ip(header, self.transport(transport, &random))
    }

    private static func quotation(_ family: AddressFamily, _ random: inout SeededGenerator) -> QuotedPacket? {
        guard case .ip(var header, let transport) = ip(family, &random) else { return nil }
        header.fragment = nil
        return QuotedPacket(Packet(content: .ip(header, transport)))
    }

    private static func transport(_ transport: IPProtocol, _ random: inout SeededGenerator) -> TransportHeader {
        switch transport {
        case .tcp, .udp, .sctp:
            let flags = TCPFlags(rawValue: transport == .tcp ? .random(in: 0...63, using: &random) : 0)
            return .ports(
                source: TransportPort(rawValue: .random(in: 1...65535, using: &random)),
                destination: TransportPort(rawValue: .random(in: 1...65535, using: &random)), flags: flags)
        case .icmp where random.chance(0.3):
            return .icmp(ICMPHeader(type: random.chance(0.5) ? 3 : 11, code: 1, quoted: quotation(.ipv4, &random)))
        case .icmp:
            return .icmp(
                ICMPHeader(type: random.chance(0.5) ? 8 : 0, identifier: .random(in: 0...65535, using: &random)))
        case .icmpv6: return .icmp(icmpv6(&random))
        default: return .none
        }
    }

    private static func icmpv6(_ random: inout SeededGenerator) -> ICMPHeader {
        if random.chance(0.3) { return ICMPHeader(type: random.chance(0.5) ? 1 : 2, quoted: quotation(.ipv6, &random)) }
        guard random.chance(0.5) else {
            return ICMPHeader(type: 128, identifier: .random(in: 0...65535, using: &random))
        }
        return ICMPHeader(
            type: random.chance(0.5) ? 135 : 136, target: IPv6Address(rawValue: UInt128(random.next())),
            reserved: random.chance(0.5) ? 0xE000_0000 : 0,
            linkAddress: mac(&random))
    }

    static func address(_ family: AddressFamily, _ random: inout SeededGenerator) -> IPAddress {
        IPAddress(family: family, bits: UInt128(random.next()) << 64 | UInt128(random.next()))
    }

    static func mac(_ random: inout SeededGenerator) -> MACAddress {
        MACAddress(rawValue: random.next() & 0xFEFF_FFFF_FFFF)
    }
}

extension Message {
    /// A rule with actions, as a flow modification.
    static func rule(
        _ table: TableID = 0, _ priority: UInt16 = 100, _ match: Match, _ actions: [Action],
        _ flags: FlowMod.Flags = []
    ) -> Message {
        Message(
            1,
            .flowMod(
                FlowMod(
                    .add, table: table, priority: priority, match: match, instructions: [.applyActions(actions)],
                    flags: flags)))
    }

    var errorCode: ErrorCode? {
        if case .error(let error) = body { error.code } else { nil }
    }
}
