internal import NetworkTypes
public import OpenFlow

extension FlowKey {
    /// The value of a field in its lowest bits; `nil` where the packet has no such field.
    ///
    /// `ipv4_src` is absent from an IPv6 packet, `tcp_dst` from a UDP one. Metadata, registers, tunnel and
    /// connection-tracking fields are always there.
    public subscript(field: OXMField) -> UInt128? {
        KnownField(field).flatMap { self[$0] }
    }

    package subscript(field: KnownField) -> UInt128? {
        if let index = field.register { return UInt128(context.registers[index]) }
        switch field {
        case .inPort: return UInt128(context.inPort.rawValue)
        case .metadata: return UInt128(context.metadata)
        case .ethernetDestination: return UInt128(packet.destination.rawValue)
        case .ethernetSource: return UInt128(packet.source.rawValue)
        case .ethernetType: return UInt128(packet.etherType.rawValue)
        case .vlanID: return packet.vlan.map { UInt128($0.id) | 0x1000 } ?? 0
        case .vlanPriority: return packet.vlan.map { UInt128($0.priority) }
        case .tunnelID: return UInt128(context.tunnel.id)
        case .tunnelSourceIPv4: return UInt128(context.tunnel.source.rawValue)
        case .tunnelDestinationIPv4: return UInt128(context.tunnel.destination.rawValue)
        case .ctState: return UInt128(context.conntrack.state.rawValue)
        case .ctZone: return UInt128(context.conntrack.zone)
        case .ctMark: return UInt128(context.conntrack.mark)
        case .ctLabel: return context.conntrack.label
        default: return readContent(field)
        }
    }

    private func readContent(_ field: KnownField) -> UInt128? {
        switch packet.content {
        case .ip(let header, let transport):
            return Self.read(field, header) ?? Self.read(field, transport, header)
        case .arp(let header): return Self.read(field, header)
        case .other: return nil
        }
    }

    private static func read(_ field: KnownField, _ header: IPHeader) -> UInt128? {
        switch (field, header.family) {
        case (.ipDSCP, _): UInt128(header.dscp.rawValue)
        case (.ipECN, _): UInt128(header.ecn)
        case (.ipProtocol, _): UInt128(header.transport.rawValue)
        case (.ipv4Source, .ipv4), (.ipv6Source, .ipv6): header.source.bits
        case (.ipv4Destination, .ipv4), (.ipv6Destination, .ipv6): header.destination.bits
        case (.ipv6FlowLabel, .ipv6): UInt128(header.flowLabel)
        default: nil
        }
    }

    private static func read(_ field: KnownField, _ transport: TransportHeader, _ ip: IPHeader) -> UInt128? {
        switch transport {
        case .ports(let source, let destination, _):
            switch (field, ip.transport) {
            case (.tcpSource, .tcp), (.udpSource, .udp), (.sctpSource, .sctp): UInt128(source.rawValue)
            case (.tcpDestination, .tcp), (.udpDestination, .udp), (.sctpDestination, .sctp):
                UInt128(destination.rawValue)
            default: nil
            }
        case .icmp(let header): read(field, header, ip.family)
        case .none: nil
        }
    }

    private static func read(_ field: KnownField, _ header: ICMPHeader, _ family: AddressFamily) -> UInt128? {
        switch (field, family) {
        case (.icmpv4Type, .ipv4), (.icmpv6Type, .ipv6): UInt128(header.type)
        case (.icmpv4Code, .ipv4), (.icmpv6Code, .ipv6): UInt128(header.code)
        case (.neighbourTarget, .ipv6): header.target?.rawValue
        case (.neighbourSourceLink, .ipv6): header.type == 135 ? UInt128(header.linkAddress?.rawValue ?? 0) : nil
        case (.neighbourTargetLink, .ipv6): header.type == 136 ? UInt128(header.linkAddress?.rawValue ?? 0) : nil
        default: nil
        }
    }

    private static func read(_ field: KnownField, _ header: ARPHeader) -> UInt128? {
        switch field {
        case .arpOperation: UInt128(header.operation)
        case .arpSourceProtocol: UInt128(header.senderProtocol.rawValue)
        case .arpTargetProtocol: UInt128(header.targetProtocol.rawValue)
        case .arpSourceHardware: UInt128(header.senderHardware.rawValue)
        case .arpTargetHardware: UInt128(header.targetHardware.rawValue)
        default: nil
        }
    }
}
