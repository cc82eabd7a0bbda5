import NetworkTypes
import OpenFlow
import TestSupport

/// Draws random messages that the codec must carry unchanged.
struct MessageGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func number<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type = T.self) -> T {
        // Small, large and arbitrary values: edges are where codecs break.
        switch Int.random(in: 0..<4, using: &random) {
        case 0: T(truncatingIfNeeded: Int.random(in: 0..<4, using: &random))
        case 1: T.max - T(truncatingIfNeeded: Int.random(in: 0..<4, using: &random))
        default: T.random(in: .min ... .max, using: &random)
        }
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    mutating func flip() -> Bool { Bool.random(using: &random) }

    mutating func bytes(upTo count: Int) -> [UInt8] {
        (0..<below(count + 1)).map { _ in number(UInt8.self) }
    }

    mutating func message() -> Message {
        Message(TransactionID(rawValue: number()), body())
    }

    mutating func body() -> Message.Body {
        switch below(24) {
        case 0: .hello(hello())
        case 1: .error(error())
        case 2: flip() ? .echoRequest(bytes(upTo: 20)) : .echoReply(bytes(upTo: 20))
        case 3: flip() ? experimental() : meter()
        case 4: flip() ? .featuresRequest : .barrierRequest
        case 5: .featuresReply(features())
        case 6: flip() ? .getConfigReply(configuration()) : .setConfig(configuration())
        case 7: .packetIn(packetIn())
        case 8: .flowRemoved(flowRemoved())
        case 9: .portStatus(PortStatus(PortStatus.Reason(rawValue: UInt8(below(3))), port()))
        case 10: bundlable(2)
        case 11: bundlable(3)
        case 12: .tableMod(TableMod(table: TableID(rawValue: number()), configuration: number()))
        case 13: .multipartRequest(request())
        case 14, 15: .multipartReply(reply())
        case 16: flip() ? .roleRequest(role()) : .roleReply(role())
        case 17: flip() ? .getAsyncReply(asynchronous()) : .setAsync(asynchronous())
        case 18: .bundleControl(control())
        case 19: .bundleAdd(BundleAdd(bundle(), bundlable(below(4)), flags: [.atomic], properties: properties()))
        case 20: .unknown(type: .queueGetConfigRequest, body: bytes(upTo: 32))
        default: bundlable(below(2))
        }
    }

    mutating func bundlable(_ kind: Int) -> Message.Body {
        switch kind {
        case 0: .flowMod(flowMod())
        case 1: .groupMod(groupMod())
        case 2: .packetOut(packetOut())
        default:
            .portMod(
                PortMod(
                    port: PortNumber(rawValue: number()), hardwareAddress: MACAddress(rawValue: number()),
                    configuration: PortConfiguration(rawValue: number()), mask: PortConfiguration(rawValue: number()),
                    advertise: PortFeatures(rawValue: number())))
        }
    }
}

extension MessageGenerator {
    mutating func flowMod() -> FlowMod {
        FlowMod(
            FlowMod.Command(rawValue: UInt8(below(5))), table: TableID(rawValue: number()), priority: number(),
            match: match(), instructions: instructions(), cookie: Cookie(rawValue: number()), cookieMask: number(),
            idleTimeout: number(), hardTimeout: number(), bufferID: BufferID(rawValue: number()),
            outPort: PortNumber(rawValue: number()), outGroup: GroupID(rawValue: number()),
            flags: FlowMod.Flags(rawValue: UInt16(below(32))))
    }

    mutating func groupMod() -> GroupMod {
        GroupMod(
            GroupMod.Command(rawValue: UInt16(below(3))), GroupID(rawValue: number()),
            type: GroupType(rawValue: UInt8(below(4))), buckets: buckets())
    }

    mutating func buckets() -> [Bucket] {
        (0..<below(4)).map { _ in
            Bucket(
                weight: number(), actions: actions(2), watchPort: PortNumber(rawValue: number()),
                watchGroup: GroupID(rawValue: number()))
        }
    }

    mutating func packetOut() -> PacketOut {
        let ports: [PortNumber] = [1, 77, .controller, .local, .any]
        return PacketOut(
            bufferID: BufferID(rawValue: number()), inPort: ports[below(ports.count)], actions: actions(4),
            data: bytes(upTo: 60))
    }

    mutating func packetIn() -> PacketIn {
        PacketIn(
            bufferID: BufferID(rawValue: number()), totalLength: number(), reason: PacketIn.Reason(rawValue: number()),
            table: TableID(rawValue: number()), cookie: Cookie(rawValue: number()), match: match(),
            data: bytes(upTo: 80))
    }

    mutating func flowRemoved() -> FlowRemoved {
        FlowRemoved(
            cookie: Cookie(rawValue: number()), priority: number(), reason: FlowRemoved.Reason(rawValue: number()),
            table: TableID(rawValue: number()), durationSeconds: number(), durationNanoseconds: number(),
            idleTimeout: number(), hardTimeout: number(), packetCount: number(), byteCount: number(), match: match())
    }

    mutating func match() -> Match {
        var match = Match([])
        if flip() { match.fields.append(.inPort(PortNumber(rawValue: number()))) }
        match.fields += headerFields()
        if flip() { match.fields.append(field(.metadata)) }
        for register in [OXMField.reg0, .reg7, .reg15, .ctMark, .ctLabel, .ctState, .tunnelID, .xxreg1]
        where below(3) == 0 { match.fields.append(field(register)) }
        if below(4) == 0 {
            let payload = bytes(upTo: 12)
            match.unknown.append(RawOXM(header: 0xFFFF_0000 | UInt32(payload.count), payload: payload))
        }
        return match
    }

    /// Fields of one kind of packet, in an order that fulfils the prerequisites.
    private mutating func headerFields() -> [MatchField] {
        switch below(6) {
        case 0: return []
        case 1:
            return [field(.ethernetDestination), .ethernetType(.arp), field(.arpOperation), field(.arpTargetProtocol)]
        case 2:
            return [
                .ethernetType(.ipv4), field(.ipDSCP), .ipProtocol(.tcp), field(.ipv4Source), field(.tcpDestination),
            ]
        case 3: return [.ethernetType(.ipv6), .ipProtocol(.udp), field(.ipv6Destination), field(.udpSource)]
        case 4:
            return [
                .ethernetType(.ipv6), MatchField(.ipProtocol, 58), MatchField(.icmpv6Type, 135),
                field(.neighbourTarget),
            ]
        default: return [MatchField(.vlanID, 0x1000 | UInt128(below(4096))), field(.vlanPriority)]
        }
    }

    mutating func field(_ field: OXMField) -> MatchField {
        MatchField(field, number(), mask: field.isMaskable && flip() ? number() : nil)
    }

    mutating func instructions() -> [Instruction] {
        var result: [Instruction] = []
        if below(4) == 0 { result.append(.meter(number())) }
        if flip() { result.append(.applyActions(actions(5))) }
        if below(4) == 0 { result.append(.clearActions) }
        if below(4) == 0 { result.append(.writeActions(actions(3))) }
        if below(4) == 0 { result.append(.writeMetadata(number(), mask: number())) }
        if flip() { result.append(.gotoTable(TableID(rawValue: UInt8(below(255))))) }
        if below(8) == 0 { result.append(.unknown(type: 0xFFFF, body: [1, 2, 3, 4])) }
        return result
    }
}
