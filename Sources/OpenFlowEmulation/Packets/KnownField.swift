package import OpenFlow

/// The fields that the emulation can read, numbered densely so that access is one jump.
package enum KnownField: UInt8, CaseIterable, Hashable, Sendable {
    case inPort, metadata, ethernetDestination, ethernetSource, ethernetType, vlanID, vlanPriority
    case ipDSCP, ipECN, ipProtocol, ipv4Source, ipv4Destination, ipv6Source, ipv6Destination, ipv6FlowLabel
    case tcpSource, tcpDestination, udpSource, udpDestination, sctpSource, sctpDestination
    case icmpv4Type, icmpv4Code, icmpv6Type, icmpv6Code, neighbourTarget, neighbourSourceLink, neighbourTargetLink
    case arpOperation, arpSourceProtocol, arpTargetProtocol, arpSourceHardware, arpTargetHardware
    case tunnelID, tunnelSourceIPv4, tunnelDestinationIPv4
    case reg0, reg1, reg2, reg3, reg4, reg5, reg6, reg7
    case ctState, ctZone, ctMark, ctLabel

    /// `nil` for a field that the emulation does not carry.
    package init?(_ field: OXMField) {
        guard let known = Self.byField[field] else { return nil }
        self = known
    }

    package var field: OXMField {
        switch self {
        case .inPort: .inPort
        case .metadata: .metadata
        case .ethernetDestination: .ethernetDestination
        case .ethernetSource: .ethernetSource
        case .ethernetType: .ethernetType
        case .vlanID: .vlanID
        case .vlanPriority: .vlanPriority
        case .ipDSCP: .ipDSCP
        case .ipECN: .ipECN
        case .ipProtocol: .ipProtocol
        case .ipv4Source: .ipv4Source
        case .ipv4Destination: .ipv4Destination
        case .ipv6Source: .ipv6Source
        case .ipv6Destination: .ipv6Destination
        case .ipv6FlowLabel: .ipv6FlowLabel
        case .tcpSource: .tcpSource
        case .tcpDestination: .tcpDestination
        case .udpSource: .udpSource
        case .udpDestination: .udpDestination
        case .sctpSource: .sctpSource
        case .sctpDestination: .sctpDestination
        case .icmpv4Type: .icmpv4Type
        case .icmpv4Code: .icmpv4Code
        case .icmpv6Type: .icmpv6Type
        case .icmpv6Code: .icmpv6Code
        case .neighbourTarget: .neighbourTarget
        case .neighbourSourceLink: .neighbourSourceLink
        case .neighbourTargetLink: .neighbourTargetLink
        case .arpOperation: .arpOperation
        case .arpSourceProtocol: .arpSourceProtocol
        case .arpTargetProtocol: .arpTargetProtocol
        case .arpSourceHardware: .arpSourceHardware
        case .arpTargetHardware: .arpTargetHardware
        case .tunnelID: .tunnelID
        case .tunnelSourceIPv4: .tunnelSourceIPv4
        case .tunnelDestinationIPv4: .tunnelDestinationIPv4
        case .reg0: .reg0
        case .reg1: .reg1
        case .reg2: .reg2
        case .reg3: .reg3
        case .reg4: .reg4
        case .reg5: .reg5
        case .reg6: .reg6
        case .reg7: .reg7
        case .ctState: .ctState
        case .ctZone: .ctZone
        case .ctMark: .ctMark
        case .ctLabel: .ctLabel
        }
    }

    /// The index of a register, `nil` for other fields.
    package var register: Int? {
        guard rawValue >= Self.reg0.rawValue, rawValue <= Self.reg7.rawValue else { return nil }
        return Int(rawValue - Self.reg0.rawValue)
    }

    /// True for what a controller may match but no action may write.
    package var isReadOnly: Bool {
        switch self {
        case .ethernetType, .ipProtocol, .ctState, .ctZone: true
        default: false
        }
    }

    private static let byField: [OXMField: KnownField] = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0.field, $0) })
}
