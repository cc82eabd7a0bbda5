import NetworkTypes
import OpenFlow

extension MessageGenerator {
    /// Nicira's later actions.
    mutating func extensionAction() -> Action {
        switch below(9) {
        case 0, 1: return .learn(learn())
        case 2: return .finTimeout(idle: number(), hard: number())
        case 3: return .clone(below(4) == 0 ? [.clone([.popVLAN]), .output(1)] : [.set(.reg1, number()), .output(3)])
        case 4: return .encap([Encapsulation.ethernet, .nsh, Encapsulation(PacketType(rawValue: number()))][below(3)])
        case 5: return .decap(flip() ? .nextProtocol : PacketType(rawValue: number()))
        case 6: return .decrementNSHTTL
        case 7:
            return .controller(
                ControllerAction(
                    maxLength: number(), controller: number(), reason: PacketIn.Reason(rawValue: number()),
                    meter: flip() ? number() : nil, userdata: bytes(upTo: 20)))
        default: return .setField(experimentalField())
        }
    }

    /// A field outside the basic and the Nicira class.
    mutating func experimentalField() -> MatchField {
        let fields: [OXMField] = [
            .nshPath, .nshIndex, .nshFlags, .nshContext2, .neighbourReserved, .neighbourOptionType,
            OXMField.tunnelMetadata(63, byteCount: 1 + below(16)) ?? .tunnelMetadata0,
        ]
        return field(fields[below(fields.count)])
    }

    mutating func learn() -> LearnAction {
        LearnAction(
            table: TableID(rawValue: UInt8(below(255))), idleTimeout: number(), hardTimeout: number(),
            priority: number(), cookie: Cookie(rawValue: number()),
            flags: LearnAction.Flags(rawValue: UInt16(below(4))),
            finIdleTimeout: number(), finHardTimeout: number(), limit: flip() ? number() : 0,
            result: flip() ? Subfield(.reg2, offset: UInt8(below(32)), width: 1) : nil,
            (0..<below(5)).map { _ in specification() })
    }

    private mutating func specification() -> LearnAction.Specification {
        let width = UInt8(1 + below(32)), offset = UInt8(below(33 - Int(width)))
        let target = Subfield(.reg3, offset: offset, width: width) ?? Subfield(.reg3)
        let source = Subfield(.ctMark, offset: 0, width: width) ?? Subfield(.ctMark)
        switch below(6) {
        case 0: return .match(Subfield(.ipv6Source), number())
        case 1: return .match(target, number(UInt128.self) & (1 << UInt128(width) - 1))
        case 2: return .match(target, from: source)
        case 3: return .load(number(UInt128.self) & (1 << UInt128(width) - 1), target)
        case 4: return .load(from: source, target)
        default: return .output(Subfield(.inPort))
        }
    }

    /// Messages of Nicira's.
    mutating func experimental() -> Message.Body {
        switch below(4) {
        case 0:
            return .tunnelOptionMod(
                TunnelOptionMod(TunnelOptionMod.Command(rawValue: UInt16(below(3))), mappings()))
        case 1: return .tunnelOptionRequest
        case 2:
            return .tunnelOptionReply(
                TunnelOptionTable(maximumSpace: number(), maximumFields: number(), mappings: mappings()))
        default:
            return .experimenter(
                Experimenter(experimenter: 0x2320, type: 100 + UInt32(below(9)), payload: bytes(upTo: 24)))
        }
    }

    private mutating func mappings() -> [TunnelOptionMapping] {
        (0..<below(4)).map { _ in
            TunnelOptionMapping(
                optionClass: number(), type: number(), length: UInt8(below(32) * 4), index: UInt16(below(64)))
        }
    }

    mutating func meter() -> Message.Body {
        let bands = (0..<below(3)).map { _ in
            let kinds: [MeterBand.Kind] = [
                .drop, .remark(precedence: number()), .unknown(type: 0xFFFF, body: bytes(upTo: 8)),
            ]
            return MeterBand(kinds[below(3)], rate: number(), burst: number())
        }
        return .meterMod(
            MeterMod(
                MeterMod.Command(rawValue: UInt16(below(3))), MeterID(rawValue: number()),
                flags: MeterMod.Flags(rawValue: UInt16(below(16))), bands: bands))
    }
}
