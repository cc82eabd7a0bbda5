internal import NetworkTypes
internal import OpenFlow

/// What a match must say before it may name a field (OpenFlow 1.3.5 § 7.2.3.7, table 11).
struct FieldPrerequisite {
    /// The Ethernet types that the field belongs to; empty for any.
    var etherTypes: [EtherType] = []
    var transport: IPProtocol?
    var icmpTypes: [UInt8] = []
    var needsVLAN = false

    init(_ field: KnownField) {
        switch field {
        case .ipDSCP, .ipECN, .ipProtocol, .ipTTL, .ipFragment: etherTypes = [.ipv4, .ipv6]
        case .ipv4Source, .ipv4Destination: etherTypes = [.ipv4]
        case .ipv6Source, .ipv6Destination, .ipv6FlowLabel: etherTypes = [.ipv6]
        case .tcpSource, .tcpDestination, .tcpFlags: (etherTypes, transport) = ([.ipv4, .ipv6], .tcp)
        case .udpSource, .udpDestination: (etherTypes, transport) = ([.ipv4, .ipv6], .udp)
        case .sctpSource, .sctpDestination: (etherTypes, transport) = ([.ipv4, .ipv6], .sctp)
        case .icmpv4Type, .icmpv4Code: (etherTypes, transport) = ([.ipv4], .icmp)
        case .icmpv6Type, .icmpv6Code: (etherTypes, transport) = ([.ipv6], .icmpv6)
        case .neighbourTarget, .neighbourReserved, .neighbourOptionType:
            (etherTypes, transport, icmpTypes) = ([.ipv6], .icmpv6, [135, 136])
        case .neighbourSourceLink: (etherTypes, transport, icmpTypes) = ([.ipv6], .icmpv6, [135])
        case .neighbourTargetLink: (etherTypes, transport, icmpTypes) = ([.ipv6], .icmpv6, [136])
        case .arpOperation, .arpSourceProtocol, .arpTargetProtocol, .arpSourceHardware, .arpTargetHardware:
            etherTypes = [.arp]
        case .vlanPriority: needsVLAN = true
        case .mplsLabel, .mplsTrafficClass, .mplsBottomOfStack, .mplsTTL:
            etherTypes = [.mpls, EtherType(rawValue: 0x8848)]
        case .nshFlags, .nshMetadataType, .nshNextProtocol, .nshPath, .nshIndex, .nshTTL, .nshContext1, .nshContext2,
            .nshContext3, .nshContext4:
            etherTypes = [.nsh]
        default: break
        }
    }

    /// True where a match pins everything that the field depends on.
    func isMet(by match: Match) -> Bool {
        (etherTypes.isEmpty || Self.pins(match, .ethernetType, etherTypes.map { UInt128($0.rawValue) }))
            && (transport.map { Self.pins(match, .ipProtocol, [UInt128($0.rawValue)]) } ?? true)
            && (icmpTypes.isEmpty || Self.pins(match, .icmpv6Type, icmpTypes.map { UInt128($0) }))
            && (!needsVLAN || Self.pinsVLAN(match))
    }

    static func pinsVLAN(_ match: Match) -> Bool {
        guard let entry = match[.vlanID] else { return false }
        return entry.effectiveMask & 0x1000 != 0 && entry.value & 0x1000 != 0
    }

    private static func pins(_ match: Match, _ field: OXMField, _ allowed: [UInt128]) -> Bool {
        guard let entry = match[field], entry.effectiveMask == field.fullMask else { return false }
        return allowed.contains(entry.value)
    }
}
