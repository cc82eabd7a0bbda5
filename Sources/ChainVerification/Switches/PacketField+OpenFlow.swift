internal import HeaderSpace
internal import OpenFlow

extension PacketField {
    /// Where the bits of an OpenFlow field lie; `nil` for a field that is not followed.
    init?(_ field: OXMField) {
        guard let known = Self.byField[field.standard] else { return nil }
        self = known
    }

    private static let byField: [OXMField: PacketField] = [
        .inPort: .ingressPort, .metadata: .metadata, .ethernetDestination: .ethernetDestination,
        .ethernetSource: .ethernetSource, .ethernetType: .ethernetType, .vlanID: .vlan, .ipDSCP: .dscp,
        .ipProtocol: .transport, .ipv4Source: .source, .ipv6Source: .source, .ipv4Destination: .destination,
        .ipv6Destination: .destination, .tcpSource: .sourcePort, .udpSource: .sourcePort, .sctpSource: .sourcePort,
        .tcpDestination: .destinationPort, .udpDestination: .destinationPort, .sctpDestination: .destinationPort,
        .icmpv4Type: .sourcePort, .icmpv6Type: .sourcePort, .icmpv4Code: .destinationPort,
        .icmpv6Code: .destinationPort, .ipFragment: .fragment, .tunnelID: .tunnelID,
        .tunnelDestinationIPv4: .tunnelDestination, .mplsLabel: .mplsLabel, .reg0: .register0, .reg1: .register1,
        .reg2: .register2, .reg3: .register3, .reg4: .register4, .reg5: .register5, .reg6: .register6,
        .reg7: .register7, .nshPath: .servicePath, .nshIndex: .serviceIndex, .tunnelMetadata0: .tunnelMetadata,
        .ctState: .connectionState, .ctMark: .connectionMark,
    ]
}

/// Some bits of a field that is followed.
struct FieldBits: Hashable {
    let field: PacketField
    let offset: Int
    let width: Int

    init?(_ subfield: Subfield) {
        guard let field = PacketField(subfield.field) else { return nil }
        self.field = field
        offset = Int(subfield.offset)
        width = Int(subfield.width)
    }

    /// Ones at the bits, where they lie in the field.
    var mask: UInt128 { (UInt128.max >> UInt128(128 - width)) << UInt128(offset) }
}

extension TernaryCube {
    /// What some bits are, where all of them are fixed.
    func exactValue(of bits: FieldBits) -> UInt128? {
        let (value, mask) = self[bits.field]
        guard mask & bits.mask == bits.mask else { return nil }
        return (value & bits.mask) >> UInt128(bits.offset)
    }

    func setting(_ bits: FieldBits, to value: UInt128) -> TernaryCube {
        setting(bits.field, to: value << UInt128(bits.offset), mask: bits.mask)
    }
}
