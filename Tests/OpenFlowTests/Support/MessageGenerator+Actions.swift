import NetworkTypes
import OpenFlow

extension MessageGenerator {
    mutating func actions(_ bound: Int) -> [Action] {
        (0..<below(bound + 1)).map { _ in action() }
    }

    mutating func action() -> Action {
        switch below(4) {
        case 0: plainAction()
        case 1: extensionAction()
        default: switchAction()
        }
    }

    private mutating func plainAction() -> Action {
        switch below(13) {
        case 0: .pushVLAN(.vlan)
        case 1: .popVLAN
        case 2: .pushMPLS(.mpls)
        case 3: .popMPLS(.ipv4)
        case 4: .pushPBB(EtherType(rawValue: 0x88E7))
        case 5: .popPBB
        case 6: .setMPLSTTL(number())
        case 7: .decrementMPLSTTL
        case 8: .setNetworkTTL(number())
        case 9: .decrementNetworkTTL
        case 10: .copyTTLOut
        case 11: .copyTTLIn
        default: .setQueue(number())
        }
    }

    private mutating func switchAction() -> Action {
        let fields: [OXMField] = [.reg1, .ethernetDestination, .ipDSCP, .tunnelID, .ctLabel, .ipv6Source, .ipv4Source]
        switch below(10) {
        case 0: return .output([1, .controller, .inPort, .local, .flood][below(5)], maxLength: number())
        case 1: return .group(GroupID(rawValue: number()))
        case 2: return .setField(MatchField(fields[below(fields.count)], number()))
        case 3:
            let value = field([.reg1, .ethernetDestination, .tunnelID, .ctLabel][below(4)])
            return .setField(value)
        case 4: return load()
        case 5:
            let width = UInt8(1 + below(16))
            return .move(subfield(.reg0, width), subfield(.ctMark, width))
        case 6:
            let table: TableID? = flip() ? TableID(rawValue: number()) : nil
            return .resubmit(port: flip() ? PortNumber(rawValue: UInt32(below(0xFF00))) : nil, table: table)
        case 7: return .conntrack(conntrack())
        case 8: return .clearConntrack
        default: return .unknown(type: 0xFFFF, body: [0, 0, 0x23, 0x20, 0, 20, 0, 0, 0, 0, 0, 0])
        }
    }

    private mutating func load() -> Action {
        let width = UInt8(1 + below(32))
        return .load(number(UInt64.self) >> UInt64(64 - width), subfield(.reg3, width))
    }

    /// `width` bits of a field of 32.
    private mutating func subfield(_ field: OXMField, _ width: UInt8) -> Subfield {
        Subfield(field, offset: UInt8(below(33 - Int(width))), width: width) ?? Subfield(field)
    }

    private mutating func conntrack() -> ConntrackAction {
        let commits = flip()
        let zone: ConntrackAction.Zone = flip() ? .immediate(number()) : .field(subfield(.reg2, 16))
        return ConntrackAction(
            commits: commits, forces: commits && flip(), zone: zone,
            table: flip() ? TableID(rawValue: UInt8(below(255))) : nil, algorithm: flip() ? 21 : 0,
            actions: commits ? [.set(.ctMark, number()), .move(Subfield(.reg0), Subfield(.ctMark))] : [])
    }
}
