import NetworkTypes
import OpenFlow
import TestSupport

/// Draws rules and groups that Open vSwitch accepts: everything a pipeline of middlebox chains uses, and more.
struct SteeringGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    mutating func flip() -> Bool { Bool.random(using: &random) }
    private mutating func bits() -> UInt64 { random.next() }

    mutating func flowMod(_ command: FlowMod.Command = .add) -> FlowMod {
        let (match, isIP) = match()
        return FlowMod(
            command, table: TableID(rawValue: UInt8(below(100))), priority: UInt16(below(65536)), match: match,
            instructions: instructions(isIP: isIP), cookie: Cookie(rawValue: flip() ? bits() : 0),
            idleTimeout: UInt16(below(3)), hardTimeout: UInt16(below(3)),
            flags: FlowMod.Flags(rawValue: UInt16(below(32))))
    }

    mutating func deletion(_ command: FlowMod.Command) -> FlowMod {
        FlowMod(
            command, table: flip() ? .all : 7, priority: command == .deleteStrict ? 9 : 0x8000, match: match().0,
            cookie: 5, cookieMask: flip() ? .max : 0, outPort: flip() ? 4 : .any, outGroup: flip() ? 9 : .any)
    }

    mutating func groupMod(_ command: GroupMod.Command = .add) -> GroupMod {
        let type = [GroupType.all, .select, .indirect, .fastFailover][below(4)]
        let count = type == .indirect ? 1 : below(5)
        return GroupMod(
            command, GroupID(rawValue: UInt32(below(1000))), type: type,
            buckets: (0..<count).map { _ in
                Bucket(
                    weight: type == .select ? UInt16(below(200)) : 0, actions: actions(3, isIP: false),
                    watchPort: type == .fastFailover ? 3 : .any)
            })
    }

    private mutating func match() -> (Match, Bool) {
        var match = Match([])
        if flip() { match.fields.append(.inPort([1, 300, .local][below(3)])) }
        if flip() { match.fields.append(field(.ethernetDestination)) }
        let kind = below(11)
        match.fields += headers(kind)
        for extra in [OXMField.metadata, .reg0, .reg9, .tunnelID, .ctMark, .ctLabel, .packetMark, .xxreg3, .ctZone]
        where below(4) == 0 { match.fields.append(field(extra)) }
        if below(4) == 0 { match.fields.append(MatchField(.ctState, 0x21 & bits128(), mask: 0x25)) }
        return (match, (2...5).contains(kind))
    }

    private mutating func headers(_ kind: Int) -> [MatchField] {
        switch kind {
        case 1: return [.ethernetType(.arp), MatchField(.arpOperation, 1), field(.arpTargetProtocol)]
        case 2: return [.ethernetType(.ipv4), field(.ipDSCP), .ipProtocol(.tcp), field(.ipv4Source), field(.tcpSource)]
        case 3: return [.ethernetType(.ipv4), field(.ipECN), field(.ipv4Destination), MatchField(.ipProtocol, 99)]
        case 4: return [.ethernetType(.ipv6), .ipProtocol(.udp), field(.ipv6Source), field(.udpDestination)]
        case 5:
            return [.ethernetType(.ipv4), .ipProtocol(.tcp), MatchField(.tcpFlags, 2, mask: 0x12), field(.ipTTL)]
        case 6:
            return [
                .ethernetType(.ipv6), MatchField(.ipProtocol, 58), MatchField(.icmpv6Type, 135),
                MatchField(.icmpv6Code, 0), field(.neighbourTarget), field(.neighbourSourceLink),
            ]
        case 7: return [MatchField(.vlanID, 0x1000 | UInt128(below(4096))), field(.vlanPriority)]
        case 8: return [.ethernetType(.mpls), field(.mplsLabel), field(.mplsBottomOfStack), field(.mplsTTL)]
        case 9:
            return [
                .ethernetType(.nsh), field(.nshFlags), field(.nshPath), field(.nshIndex), field(.nshTTL),
                field(.nshContext3),
            ]
        case 10:
            return [
                .ethernetType(.ipv6), MatchField(.ipProtocol, 58), MatchField(.icmpv6Type, 136),
                field(.neighbourReserved), field(.neighbourOptionType), field(.neighbourTargetLink),
            ]
        default: return []
        }
    }

    private mutating func bits128() -> UInt128 { UInt128(bits()) << 64 | UInt128(bits()) }

    private mutating func field(_ field: OXMField) -> MatchField {
        guard field.isMaskable, flip() else { return MatchField(field, bits128()) }
        // ovs-ofctl misreads most IPv6 masks that are no prefix; see MatchField.ofctlText.
        let isAddress = [OXMField.ipv6Source, .ipv6Destination, .neighbourTarget].contains(field)
        return flip() && !isAddress
            ? MatchField(field, bits128(), mask: bits128())
            : MatchField(field, bits128(), mask: field.fullMask & field.fullMask << UInt128(below(Int(field.bits))))
    }

    private mutating func instructions(isIP: Bool) -> [Instruction] {
        var result: [Instruction] = []
        if below(6) == 0 { result.append(.meter(UInt32(1 + below(9)))) }
        if below(5) != 0 { result.append(.applyActions(actions(5, isIP: isIP))) }
        if below(6) == 0 { result.append(.clearActions) }
        if below(6) == 0 { result.append(.writeActions([.output(4), .group(7)])) }
        if below(4) == 0 { result.append(.writeMetadata(5, mask: flip() ? .max : 0xFF)) }
        if below(3) == 0 { result.append(.gotoTable(TableID(rawValue: UInt8(100 + below(100))))) }
        return result
    }

    private mutating func actions(_ bound: Int, isIP: Bool) -> [Action] {
        (0..<below(bound + 1)).map { _ in below(4) == 0 && isIP ? ipAction() : action() }
    }

    private mutating func serviceField() -> Action {
        let fields: [OXMField] = [.nshPath, .nshIndex, .nshFlags, .nshContext1, .nshTTL]
        return .setField(MatchField(fields[below(fields.count)], bits128()))
    }

    private mutating func learn() -> LearnAction {
        LearnAction(
            table: TableID(rawValue: UInt8(below(255))), idleTimeout: UInt16(below(3)), hardTimeout: UInt16(below(3)),
            priority: UInt16(below(9)), cookie: Cookie(rawValue: bits()),
            flags: LearnAction.Flags(rawValue: UInt16(below(4))),
            finIdleTimeout: UInt16(below(3)), limit: UInt32(below(2)), result: flip() ? subfield(.reg4, 1) : nil,
            [.match(Subfield(.ethernetType), 0x0800)] + (0..<below(4)).map { _ in specification() })
    }

    private mutating func specification() -> LearnAction.Specification {
        let width = UInt8(1 + below(32))
        let target = subfield(.reg3, width), source = subfield(.ctMark, width)
        switch below(7) {
        case 0: return .match(target, bits128() & (1 << UInt128(width) - 1))
        case 1: return .match(target, from: source)
        case 2: return .load(bits128() & (1 << UInt128(width) - 1), target)
        case 3: return .load(from: source, target)
        case 4: return .match(Subfield(.ethernetSource), from: Subfield(.ethernetDestination))
        case 5: return .match(Subfield(.tunnelID), bits128() & 0xFF_FFFF)
        default: return .output(Subfield(.inPort))
        }
    }

    private mutating func ipAction() -> Action {
        switch below(4) {
        case 0: .set(.ipDSCP, UInt128(below(64)))
        case 1: .decrementNetworkTTL
        case 2: .setNetworkTTL(64)
        default: .conntrack(conntrack())
        }
    }

    private mutating func conntrack() -> ConntrackAction {
        let commits = flip()
        return ConntrackAction(
            commits: commits, forces: commits && flip(),
            zone: flip() ? .immediate(UInt16(below(65536))) : .field(subfield(.reg1, 16)),
            table: flip() ? TableID(rawValue: UInt8(below(255))) : nil,
            actions: commits && flip()
                ? [.move(Subfield(.reg0), Subfield(.ctMark)), .set(.ctMark, UInt128(below(99)))] : [])
    }

    private mutating func action() -> Action {
        switch below(18) {
        case 13: return .learn(learn())
        case 14: return .controller(ControllerAction(maxLength: UInt16(below(200)), meter: 3, userdata: [1, 0xAB]))
        case 16: return .clone([.encap(.nsh), serviceField(), .decrementNSHTTL, .encap(.ethernet), .output(4)])
        case 17: return .clone([.decap(.nextProtocol), .output(4)])
        case 15: return .clone([.set(.reg2, bits128()), .output(3)])
        case 0: return .output([5, .inPort, .normal, .flood, .all, .local][below(6)])
        case 1: return .output(.controller, maxLength: UInt16(below(65536)))
        case 2: return .group(GroupID(rawValue: UInt32(below(99))))
        case 3: return .setField(MatchField(.reg2, bits128()))
        case 4: return .setField(MatchField(.ethernetDestination, bits128()))
        case 5: return .set(.tunnelID, UInt128(below(1 << 24)))
        case 6:
            let width = 1 + below(32)
            return .load(bits() >> UInt64(64 - width), subfield(.reg3, UInt8(width)))
        case 7:
            let width = UInt8(1 + below(16))
            return .move(subfield(.reg0, width), subfield(.tunnelID, width))
        case 8: return .resubmit(port: flip() ? 3 : nil, table: TableID(rawValue: UInt8(below(255))))
        case 9: return .resubmit(port: 77, table: nil)
        case 10: return .clearConntrack
        case 11: return .setQueue(UInt32(below(9)))
        default: return .setField(MatchField(.xxreg0, bits128()))
        }
    }

    private mutating func subfield(_ field: OXMField, _ width: UInt8) -> Subfield {
        Subfield(field, offset: UInt8(below(Int(field.bits) + 1 - Int(width))), width: width) ?? Subfield(field)
    }
}
