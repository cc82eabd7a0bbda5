package import OpenFlow

/// The fields that the emulation can read, numbered densely so that access is one jump.
package enum KnownField: UInt8, CaseIterable, Hashable, Sendable {
    case inPort, metadata, ethernetDestination, ethernetSource, ethernetType, vlanID, vlanPriority
    case ipDSCP, ipECN, ipProtocol, ipv4Source, ipv4Destination, ipv6Source, ipv6Destination, ipv6FlowLabel
    case tcpSource, tcpDestination, udpSource, udpDestination, sctpSource, sctpDestination
    case icmpv4Type, icmpv4Code, icmpv6Type, icmpv6Code, neighbourTarget, neighbourSourceLink, neighbourTargetLink
    case neighbourReserved, neighbourOptionType, ipTTL, ipFragment, tcpFlags, packetMark
    case mplsLabel, mplsTrafficClass, mplsBottomOfStack, mplsTTL
    case nshFlags, nshMetadataType, nshNextProtocol, nshPath, nshIndex, nshTTL
    case nshContext1, nshContext2, nshContext3, nshContext4
    case arpOperation, arpSourceProtocol, arpTargetProtocol, arpSourceHardware, arpTargetHardware
    case tunnelID, tunnelSourceIPv4, tunnelDestinationIPv4
    case tunnelMetadata0, tunnelMetadata1, tunnelMetadata2, tunnelMetadata3
    case reg0, reg1, reg2, reg3, reg4, reg5, reg6, reg7
    case ctState, ctZone, ctMark, ctLabel

    /// `nil` for a field that the emulation does not carry; legacy fields are those of the basic class.
    package init?(_ field: OXMField) {
        guard let known = Self.byField[field] ?? Self.byField[field.standard] else { return nil }
        self = known
    }

    package var field: OXMField { Self.fields[Int(rawValue)] }

    /// In the order of the cases.
    private static let fields: [OXMField] = [
        .inPort, .metadata, .ethernetDestination, .ethernetSource, .ethernetType, .vlanID, .vlanPriority, .ipDSCP,
        .ipECN, .ipProtocol, .ipv4Source, .ipv4Destination, .ipv6Source, .ipv6Destination, .ipv6FlowLabel,
        .tcpSource, .tcpDestination, .udpSource, .udpDestination, .sctpSource, .sctpDestination, .icmpv4Type,
        .icmpv4Code, .icmpv6Type, .icmpv6Code, .neighbourTarget, .neighbourSourceLink, .neighbourTargetLink,
        .neighbourReserved, .neighbourOptionType, .ipTTL, .ipFragment, .tcpFlags, .packetMark, .mplsLabel,
        .mplsTrafficClass, .mplsBottomOfStack, .mplsTTL, .nshFlags, .nshMetadataType, .nshNextProtocol, .nshPath,
        .nshIndex, .nshTTL, .nshContext1, .nshContext2, .nshContext3, .nshContext4, .arpOperation,
        .arpSourceProtocol, .arpTargetProtocol, .arpSourceHardware, .arpTargetHardware, .tunnelID,
        .tunnelSourceIPv4, .tunnelDestinationIPv4, metadata(0), metadata(1), metadata(2), metadata(3), .reg0,
        .reg1, .reg2, .reg3, .reg4, .reg5, .reg6, .reg7, .ctState, .ctZone, .ctMark, .ctLabel,
    ]

    /// As wide as a value can be; the match itself knows how wide its option is.
    private static func metadata(_ index: UInt8) -> OXMField {
        OXMField.tunnelMetadata(index, byteCount: 16) ?? .tunnelMetadata0
    }

    /// The index of a register, `nil` for other fields.
    package var register: Int? {
        guard rawValue >= Self.reg0.rawValue, rawValue <= Self.reg7.rawValue else { return nil }
        return Int(rawValue - Self.reg0.rawValue)
    }

    /// The index of a field of tunnel metadata, `nil` for other fields.
    package var metadataIndex: UInt8? {
        guard rawValue >= Self.tunnelMetadata0.rawValue, rawValue <= Self.tunnelMetadata3.rawValue else { return nil }
        return rawValue - Self.tunnelMetadata0.rawValue
    }

    /// True for what a controller may match but no action may write.
    package var isReadOnly: Bool {
        switch self {
        case .ethernetType, .ipProtocol, .ctState, .ctZone, .ipFragment, .tcpFlags, .mplsBottomOfStack,
            .nshMetadataType, .nshNextProtocol:
            true
        default: false
        }
    }

    private static let byField: [OXMField: KnownField] = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0.field, $0) })
}
