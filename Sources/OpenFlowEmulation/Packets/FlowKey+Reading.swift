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
        if let index = field.metadataIndex { return context.tunnelMetadata[index] }
        switch field {
        case .inPort: return UInt128(context.inPort.rawValue)
        case .metadata: return UInt128(context.metadata)
        case .packetMark: return UInt128(context.packetMark)
        case .ethernetDestination: return packet.isBare ? nil : UInt128(packet.destination.rawValue)
        case .ethernetSource: return packet.isBare ? nil : UInt128(packet.source.rawValue)
        case .ethernetType: return packet.isBare ? nil : UInt128(packet.etherType.rawValue)
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
        case .mpls(let label, let inner): return Self.read(field, label, isLast: inner.etherType != .mpls)
        case .nsh(let header, _): return Self.read(field, header)
        case .other: return nil
        }
    }

    private static func read(_ field: KnownField, _ label: MPLSLabel, isLast: Bool) -> UInt128? {
        switch field {
        case .mplsLabel: UInt128(label.label)
        case .mplsTrafficClass: UInt128(label.trafficClass)
        case .mplsBottomOfStack: isLast ? 1 : 0
        case .mplsTTL: UInt128(label.ttl)
        default: nil
        }
    }

    private static func read(_ field: KnownField, _ header: NSHHeader) -> UInt128? {
        switch field {
        case .nshFlags: UInt128(header.flags)
        case .nshMetadataType: UInt128(NSHHeader.metadataType)
        case .nshNextProtocol: UInt128(NSHHeader.nextProtocol)
        case .nshPath: UInt128(header.path)
        case .nshIndex: UInt128(header.index)
        case .nshTTL: UInt128(header.ttl)
        case .nshContext1: UInt128(header.context[0])
        case .nshContext2: UInt128(header.context[1])
        case .nshContext3: UInt128(header.context[2])
        case .nshContext4: UInt128(header.context[3])
        default: nil
        }
    }

    private static func read(_ field: KnownField, _ header: IPHeader) -> UInt128? {
        switch (field, header.family) {
        case (.ipDSCP, _): UInt128(header.dscp.rawValue)
        case (.ipECN, _): UInt128(header.ecn)
        // Open vSwitch looks no further than the fragment header of a later fragment (RFC 8200 § 4.5).
        case (.ipProtocol, .ipv6) where header.fragment?.isLater == true: 44
        case (.ipProtocol, _): UInt128(header.transport.rawValue)
        case (.ipTTL, _): UInt128(header.ttl)
        case (.ipFragment, _): header.fragment.map { $0.isLater ? 3 : 1 } ?? 0
        case (.ipv4Source, .ipv4), (.ipv6Source, .ipv6): header.source.bits
        case (.ipv4Destination, .ipv4), (.ipv6Destination, .ipv6): header.destination.bits
        case (.ipv6FlowLabel, .ipv6): UInt128(header.flowLabel)
        default: nil
        }
    }

    private static func read(_ field: KnownField, _ transport: TransportHeader, _ ip: IPHeader) -> UInt128? {
        if let fragment = ip.fragment, let hidden = hidden(field, ip), field != .tcpFlags || fragment.isLater {
            return hidden
        }
        return read(transport, field, ip)
    }

    private static func read(_ transport: TransportHeader, _ field: KnownField, _ ip: IPHeader) -> UInt128? {
        switch transport {
        case .ports(let source, let destination, let flags):
            switch (field, ip.transport) {
            case (.tcpSource, .tcp), (.udpSource, .udp), (.sctpSource, .sctp): UInt128(source.rawValue)
            case (.tcpDestination, .tcp), (.udpDestination, .udp), (.sctpDestination, .sctp):
                UInt128(destination.rawValue)
            case (.tcpFlags, .tcp): UInt128(flags.rawValue)
            default: nil
            }
        case .icmp(let header): read(field, header, ip.family)
        case .none: nil
        }
    }

    /// Of fragments, the first one included, Open vSwitch takes ports and ICMP types for zero when it looks for rules, as
    /// long as nobody sets another mode of fragment handling (ovs-ofctl(8), "set-frags").
    private static func hidden(_ field: KnownField, _ ip: IPHeader) -> UInt128? {
        switch (field, ip.transport, ip.family) {
        case (.tcpSource, .tcp, _), (.tcpDestination, .tcp, _), (.tcpFlags, .tcp, _), (.udpSource, .udp, _),
            (.udpDestination, .udp, _), (.sctpSource, .sctp, _), (.sctpDestination, .sctp, _),
            (.icmpv4Type, .icmp, .ipv4), (.icmpv4Code, .icmp, .ipv4), (.icmpv6Type, .icmpv6, .ipv6),
            (.icmpv6Code, .icmpv6, .ipv6):
            0
        default: nil
        }
    }

    private static func read(_ field: KnownField, _ header: ICMPHeader, _ family: AddressFamily) -> UInt128? {
        switch (field, family) {
        case (.icmpv4Type, .ipv4), (.icmpv6Type, .ipv6): UInt128(header.type)
        case (.icmpv4Code, .ipv4), (.icmpv6Code, .ipv6): UInt128(header.code)
        case (.neighbourTarget, .ipv6): header.target?.rawValue
        case (.neighbourReserved, .ipv6): header.target.map { _ in UInt128(header.reserved) }
        case (.neighbourOptionType, .ipv6): header.target.map { _ in UInt128(header.linkOption) }
        case (.neighbourSourceLink, .ipv6): header.target.map { _ in UInt128(header.linkAddress(option: 1)) }
        case (.neighbourTargetLink, .ipv6): header.target.map { _ in UInt128(header.linkAddress(option: 2)) }
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
