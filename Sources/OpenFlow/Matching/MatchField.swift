public import NetworkTypes

/// One field of a match, or the value of a set-field action: a field, a value and perhaps a mask.
///
/// Bits outside the mask are cleared when the value is made, so that equal matches compare equal.
public struct MatchField: Hashable, Sendable {
    public let field: OXMField
    public let value: UInt128
    /// `nil` where every bit counts.
    public let mask: UInt128?

    public init(_ field: OXMField, _ value: UInt128, mask: UInt128? = nil) {
        let mask = mask.map { $0 & field.fullMask }
        self.field = field
        self.mask = mask == field.fullMask ? nil : mask
        self.value = value & (mask ?? field.fullMask)
    }

    /// The mask that applies, all ones where none is written.
    public var effectiveMask: UInt128 { mask ?? field.fullMask }

    /// True where a packet's value of the field satisfies this one.
    public func matches(_ other: UInt128) -> Bool { other & effectiveMask == value }
}

extension MatchField {
    public static func inPort(_ port: PortNumber) -> MatchField { MatchField(.inPort, UInt128(port.rawValue)) }

    public static func metadata(_ value: UInt64, mask: UInt64 = .max) -> MatchField {
        MatchField(.metadata, UInt128(value), mask: UInt128(mask))
    }

    public static func ethernetType(_ type: EtherType) -> MatchField {
        MatchField(.ethernetType, UInt128(type.rawValue))
    }

    public static func ethernetDestination(_ address: MACAddress) -> MatchField {
        MatchField(.ethernetDestination, UInt128(address.rawValue))
    }

    public static func ethernetSource(_ address: MACAddress) -> MatchField {
        MatchField(.ethernetSource, UInt128(address.rawValue))
    }

    public static func ipDSCP(_ value: DSCP) -> MatchField { MatchField(.ipDSCP, UInt128(value.rawValue)) }

    public static func ipProtocol(_ value: IPProtocol) -> MatchField {
        MatchField(.ipProtocol, UInt128(value.rawValue))
    }

    /// Source address in the prefix; the field follows the family.
    public static func source(_ prefix: IPPrefix) -> MatchField {
        MatchField(prefix.family == .ipv4 ? .ipv4Source : .ipv6Source, prefix.address.bits, mask: prefix.mask)
    }

    /// Destination address in the prefix; the field follows the family.
    public static func destination(_ prefix: IPPrefix) -> MatchField {
        MatchField(
            prefix.family == .ipv4 ? .ipv4Destination : .ipv6Destination, prefix.address.bits, mask: prefix.mask)
    }

    /// Source port of TCP, UDP or SCTP; `nil` for a protocol without ports.
    public static func sourcePort(_ transport: IPProtocol, _ port: MaskedPort) -> MatchField? {
        portField(transport, .tcpSource, .udpSource, .sctpSource, port)
    }

    /// Destination port of TCP, UDP or SCTP; `nil` for a protocol without ports.
    public static func destinationPort(_ transport: IPProtocol, _ port: MaskedPort) -> MatchField? {
        portField(transport, .tcpDestination, .udpDestination, .sctpDestination, port)
    }

    public static func tunnelID(_ value: UInt64) -> MatchField { MatchField(.tunnelID, UInt128(value)) }

    public static func ctMark(_ value: UInt32) -> MatchField { MatchField(.ctMark, UInt128(value)) }

    private static func portField(
        _ transport: IPProtocol, _ tcp: OXMField, _ udp: OXMField, _ sctp: OXMField, _ port: MaskedPort
    ) -> MatchField? {
        let field: OXMField
        switch transport {
        case .tcp: field = tcp
        case .udp: field = udp
        case .sctp: field = sctp
        default: return nil
        }
        return MatchField(field, UInt128(port.value), mask: UInt128(port.mask))
    }
}
