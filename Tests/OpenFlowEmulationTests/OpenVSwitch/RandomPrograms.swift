import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import TestSupport

/// Random rule sets over four tables, some of them faulty, from actions that both switches know.
struct RandomPrograms {
    var random: SeededGenerator
    /// Whether `ct` is used and its results are matched.
    let tracks: Bool
    /// Whether rules learn rules.
    var learns = false
    /// Whether packets get labels and service headers.
    var tags = false

    static let tables: UInt8 = 4

    mutating func messages() -> [Message] {
        var result = (1...3).map { group(GroupID(rawValue: $0)) }
        for table in 0..<Self.tables {
            for index in 0..<10 { result.append(rule(TableID(rawValue: table), UInt16(10 + index))) }
            result.append(rule(TableID(rawValue: table), 1))
        }
        for index in result.indices { result[index].transaction = TransactionID(rawValue: UInt32(index + 1)) }
        return result
    }

    /// What both get first: nothing left of before, and the way of the sentinels.
    static let preparation: [Message] = [
        Message(1, .flowMod(FlowMod(.delete, table: .all))),
        Message(2, .groupMod(GroupMod(.delete, .all, type: .all))),
        .rule(0, 0xFFFF, [MatchField(.ethernetType, 0x88B5)], [.output(9)]),
    ]

    mutating func chance(_ probability: Double) -> Bool { random.chance(probability) }

    mutating func number(_ range: ClosedRange<UInt128>) -> UInt128 { .random(in: range, using: &random) }

    private mutating func rule(_ table: TableID, _ priority: UInt16) -> Message {
        if tags, priority > 1, chance(0.5) { return taggedRule(table, priority) }
        let transport = chance(0.7) ? IPProtocol.tcp : .udp
        var match = chance(0.9) ? RandomRules.ipMatch(transport, &random) : RandomRules.match(&random)
        if tracks, chance(0.3) { match = [.ethernetType(.ipv4)] }
        if priority == 1 { match = [.ethernetType(.ipv4), .ipProtocol(transport)] }
        if tracks, table.rawValue > 0, chance(0.6) { match.fields += trackedFields() }
        var instructions = [Instruction.applyActions(actions(transport, table))]
        // ovs-vswitchd 3.1 ends by an assertion (recirc_alloc_id__) where a packet with an action set recirculates,
        // behind ct as behind a select group.
        if !tracks, chance(0.2) { instructions.append(.writeActions((0..<3).map { _ in action(transport, table) })) }
        if chance(0.1) { instructions.append(.clearActions) }
        if chance(0.2) { instructions.append(.writeMetadata(UInt64(number(0...3)), mask: 3)) }
        if chance(0.3) { instructions.append(.gotoTable(TableID(rawValue: UInt8(number(0...4))))) }
        let flags: FlowMod.Flags = chance(0.1) ? .checkOverlap : []
        return Message(
            1,
            .flowMod(
                FlowMod(.add, table: table, priority: priority, match: match, instructions: instructions, flags: flags))
        )
    }

    private mutating func trackedFields() -> [MatchField] {
        switch number(0...5) {
        case 5: [MatchField(.ctState, 0x24, mask: 0x24)]
        case 0: [MatchField(.ctState, 0x21, mask: 0x21)]
        case 1: [MatchField(.ctState, 0x22, mask: 0x2A)]
        case 2: [MatchField(.ctState, 0x28, mask: 0x28)]
        case 3: [MatchField(.ctState, number(0...1) * 0x10, mask: 0x10)]
        default: [MatchField(.ctMark, number(0...3), mask: number(1...3))]
        }
    }

    private mutating func actions(_ transport: IPProtocol, _ table: TableID) -> [Action] {
        (0..<Int(number(1...4))).map { _ in action(transport, table) } + (tags && chance(0.3) ? servicing() : [])
    }

    private mutating func action(_ transport: IPProtocol, _ table: TableID) -> Action {
        if tags, chance(0.35) { return tagging(isIP: true) }
        if learns, chance(0.3) { return .learn(learning(transport, table)) }
        if tracks, chance(0.3) { return .conntrack(tracking(table)) }
        if tracks, chance(0.2) { return resubmit(table) }
        switch number(0...17) {
        case 0...4: return .output(PortNumber(rawValue: UInt32(number(1...4))))
        case 5: return .output(.inPort)
        case 6: return .set(.ethernetDestination, number(1...3))
        case 7: return .set(.ipDSCP, number(0...3))
        case 8: return .set(chance(0.5) ? .ipv4Source : .ipv4Destination, RandomRules.address(&random))
        case 9: return .set(transport == .tcp ? .tcpDestination : .udpDestination, number(80...83))
        case 10: return chance(0.9) ? .set(.reg0, number(0...3)) : .set(.ctMark, 1)
        case 11: return .load(UInt64(number(0...3)), Subfield(.reg0, offset: 0, width: 2) ?? Subfield(.reg0))
        case 12: return .move(Subfield(.ipDSCP), Subfield(.reg0, offset: 0, width: 6) ?? Subfield(.reg0))
        case 13: return .decrementNetworkTTL
        case 14: return .group(GroupID(rawValue: UInt32(number(1...4))))
        case 15: return chance(0.5) ? .pushVLAN(.vlan) : .popVLAN
        default: return resubmit(table)
        }
    }

    /// A rule for one of the tables behind, for packets like this one or for the answers to it.
    private mutating func learning(_ transport: IPProtocol, _ table: TableID) -> LearnAction {
        let next = min(table.rawValue + UInt8(number(0...2)), Self.tables - 1)
        var parts: [LearnAction.Specification] = [.match(Subfield(.ethernetType), 0x0800)]
        parts.append(.match(Subfield(.ipv4Source), from: Subfield(chance(0.5) ? .ipv4Source : .ipv4Destination)))
        if chance(0.5) {
            let port: OXMField = transport == .tcp ? .tcpDestination : .udpDestination
            parts.append(.match(Subfield(.ipProtocol), UInt128(transport.rawValue)))
            parts.append(.match(Subfield(port), from: Subfield(port)))
        }
        let low = Subfield(.reg0, offset: 0, width: 6) ?? Subfield(.reg0)
        if chance(0.5) { parts.append(.load(from: Subfield(.ipDSCP), low)) }
        if chance(0.3) { parts.append(.load(number(0...3), Subfield(.ethernetDestination))) }
        if chance(0.6) { parts.append(.output(Subfield(.inPort))) }
        if chance(0.1) { parts.append(.match(Subfield(.udpSource), from: Subfield(.udpSource))) }
        return LearnAction(
            table: TableID(rawValue: next), idleTimeout: 60, priority: UInt16(number(5...25)),
            cookie: Cookie(rawValue: UInt64(number(1...3))), limit: chance(0.3) ? UInt32(number(1...2)) : 0,
            result: chance(0.3) ? Subfield(.reg0, offset: 1, width: 1) : nil, parts)
    }

    /// Mostly onwards; now and then backwards, so that limits are met.
    mutating func resubmit(_ table: TableID) -> Action {
        let next = chance(0.05) ? UInt8(number(0...3)) : min(table.rawValue + UInt8(number(1...2)), Self.tables)
        return .resubmit(
            port: chance(0.2) ? PortNumber(rawValue: UInt32(number(1...4))) : nil, table: TableID(rawValue: next))
    }

    private mutating func tracking(_ table: TableID) -> ConntrackAction {
        var result = ConntrackAction(commits: chance(0.5), zone: .immediate(UInt16(number(1...2))))
        if chance(0.7) { result.table = TableID(rawValue: min(table.rawValue + UInt8(number(1...2)), Self.tables)) }
        if result.commits, chance(0.7) {
            result.actions = [
                chance(0.5)
                    ? .set(.ctMark, number(1...3))
                    : .move(
                        Subfield(.reg0, offset: 0, width: 2) ?? Subfield(.reg0),
                        Subfield(.ctMark, offset: 0, width: 2) ?? Subfield(.ctMark))
            ]
        }
        if result.commits, chance(0.1) { result.forces = true }
        if chance(0.2) { result.zone = .field(Subfield(.reg0, offset: 0, width: 16) ?? Subfield(.reg0)) }
        return result
    }

    private mutating func group(_ id: GroupID) -> Message {
        let type: GroupType = [.all, .indirect, tracks ? .select : .all][Int(number(0...2))]
        let count = type == .all ? Int(number(1...3)) : 1
        let buckets = (0..<count).map { _ in
            Bucket(weight: type == .select ? 1 : 0, actions: (0..<Int(number(1...3))).map { _ in bucketAction() })
        }
        return Message(1, .groupMod(GroupMod(.add, id, type: type, buckets: buckets)))
    }

    private mutating func bucketAction() -> Action {
        if tracks, chance(0.2) {
            return .conntrack(ConntrackAction(commits: true, zone: .immediate(1), actions: [.set(.ctMark, 2)]))
        }
        switch number(0...5) {
        case 0, 1: return .output(PortNumber(rawValue: UInt32(number(1...4))))
        case 2: return .resubmit(port: nil, table: TableID(rawValue: UInt8(number(2...3))))
        case 3: return .set(.reg0, number(0...3))
        case 4: return .set(.ipDSCP, number(0...3))
        default: return .set(.ethernetDestination, number(1...3))
        }
    }

    /// A packet of few flows, in either direction, with likely and unlikely flags.
    mutating func packet() -> Packet {
        var packet = RandomRules.packet(&random)
        if tags { wrap(&packet) }
        guard tracks else { return packet }
        let flags: [TCPFlags] = [.syn, .syn, [.syn, .ack], .ack, .ack, [.fin, .ack], .reset, [.syn, .fin], []]
        if packet.ip?.transport == .tcp { packet.tcpFlags = flags.randomElement(using: &random) ?? .syn }
        packet.fiveTuple = FiveTuple(
            source: Samples.client, destination: Samples.server, transport: packet.ip?.transport ?? .tcp,
            sourcePort: 1000, destinationPort: TransportPort(rawValue: UInt16(number(80...81))))
        if chance(0.5) { packet.fiveTuple = packet.fiveTuple?.reversed }
        switch number(0...5) {
        case 0: return error(about: packet)
        case 1: return echo()
        default: return packet
        }
    }

    /// From the receiver of a packet, or from somebody on its way.
    private mutating func error(about packet: Packet) -> Packet {
        let quoted = QuotedPacket(chance(0.3) ? echo() : packet)
        let from = chance(0.5) ? quoted?.flow.destination : Samples.v4("10.200.0.1")
        let header = IPHeader(
            source: from ?? Samples.client, destination: quoted?.flow.source ?? Samples.client, transport: .icmp)
        return Packet(content: .ip(header, .icmp(ICMPHeader(type: chance(0.5) ? 3 : 11, code: 1, quoted: quoted))))
    }

    private mutating func echo() -> Packet {
        let isRequest = chance(0.6)
        let header = IPHeader(source: Samples.client, destination: Samples.server, transport: .icmp)
        var packet = Packet(
            content: .ip(
                header, .icmp(ICMPHeader(type: isRequest ? 8 : 0, identifier: UInt16(number(1...2))))))
        if chance(0.5) { packet.fiveTuple = packet.fiveTuple?.reversed }
        return packet
    }
}
