import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import TestSupport

/// Rules and packets from a small world, so that they often meet.
enum RandomRules {
    static func address(_ random: inout SeededGenerator) -> UInt128 {
        UInt128(0x0A00_0000) | UInt128.random(in: 0...3, using: &random) << 16 | .random(in: 0...3, using: &random)
    }

    static func match(_ random: inout SeededGenerator) -> Match {
        var fields: [MatchField] = []
        if random.chance(0.5) { fields.append(.inPort(.random(&random))) }
        if random.chance(0.3) { fields.append(MatchField(.reg0, .random(in: 0...3, using: &random), mask: 3)) }
        if random.chance(0.2) { fields.append(.metadata(.random(in: 0...3, using: &random))) }
        if random.chance(0.1) { fields.append(MatchField(.ethernetDestination, .random(in: 1...3, using: &random))) }
        if random.chance(0.7) { fields += ipFields(&random) }
        return Match(fields)
    }

    /// A match that pins IPv4 and TCP or UDP, so that actions may set their fields.
    static func ipMatch(_ transport: IPProtocol, _ random: inout SeededGenerator) -> Match {
        var fields: [MatchField] = [.ethernetType(.ipv4), .ipProtocol(transport)]
        if random.chance(0.4) { fields.append(.inPort(.random(&random))) }
        if random.chance(0.3) { fields.append(MatchField(.reg0, .random(in: 0...3, using: &random), mask: 3)) }
        fields += addressFields(&random)
        return Match(fields)
    }

    private static func ipFields(_ random: inout SeededGenerator) -> [MatchField] {
        var fields: [MatchField] = [.ethernetType(.ipv4)]
        if random.chance(0.3) { fields.append(MatchField(.ipDSCP, .random(in: 0...3, using: &random))) }
        if random.chance(0.5) {
            let transport = random.chance(0.7) ? IPProtocol.tcp : .udp
            fields.append(.ipProtocol(transport))
            if random.chance(0.5) {
                let field = transport == .tcp ? OXMField.tcpDestination : .udpDestination
                fields.append(
                    MatchField(field, .random(in: 80...83, using: &random), mask: random.chance(0.5) ? 0xFFFE : 0xFFFF))
            }
        }
        return fields + addressFields(&random)
    }

    private static func addressFields(_ random: inout SeededGenerator) -> [MatchField] {
        var fields: [MatchField] = []
        let masks: [UInt128] = [0xFFFF_0000, 0xFFFF_FFFF, 0x0000_0001]
        for field in [OXMField.ipv4Source, .ipv4Destination] where random.chance(0.3) {
            fields.append(MatchField(field, address(&random), mask: masks.randomElement(using: &random)))
        }
        return fields
    }

    static func packet(_ random: inout SeededGenerator) -> Packet {
        let transport = random.chance(0.7) ? IPProtocol.tcp : .udp
        let flow = FiveTuple(
            source: IPAddress(family: .ipv4, bits: address(&random)),
            destination: IPAddress(family: .ipv4, bits: address(&random)), transport: transport,
            sourcePort: TransportPort(rawValue: .random(in: 1000...1003, using: &random)),
            destinationPort: TransportPort(rawValue: .random(in: 80...83, using: &random)))
        var packet = Packet(flow, flags: transport == .tcp ? .ack : [], payload: Payload(id: random.next(), length: 8))
        packet.source = MACAddress(rawValue: 0x10 + .random(in: 1...3, using: &random))
        packet.destination = MACAddress(rawValue: .random(in: 1...3, using: &random))
        packet.dscp = DSCP(rawValue: .random(in: 0...3, using: &random)) ?? .bestEffort
        packet.ip?.ttl = .random(in: 1...4, using: &random)
        return packet
    }
}
