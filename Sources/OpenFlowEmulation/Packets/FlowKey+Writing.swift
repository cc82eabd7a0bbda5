internal import NetworkTypes
public import OpenFlow

extension FlowKey {
    /// Writes the masked bits of a field; false, and nothing changed, where the packet has no such field.
    @discardableResult
    public mutating func set(_ field: OXMField, _ value: UInt128, mask: UInt128 = .max) -> Bool {
        KnownField(field).map { set($0, value, mask: mask) } ?? false
    }

    @discardableResult
    package mutating func set(_ field: KnownField, _ value: UInt128, mask: UInt128 = .max) -> Bool {
        if let index = field.metadataIndex {
            context.tunnelMetadata[index] = (context.tunnelMetadata[index] ?? 0) & ~mask | value & mask
            return true
        }
        guard let old = self[field] else { return false }
        write(field, (old & ~mask | value & mask) & field.field.fullMask)
        return true
    }

    private mutating func write(_ field: KnownField, _ value: UInt128) {
        if let index = field.register {
            context.registers[index] = UInt32(truncatingIfNeeded: value)
            return
        }
        switch field {
        case .inPort: context.inPort = PortNumber(rawValue: UInt32(truncatingIfNeeded: value))
        case .metadata: context.metadata = UInt64(truncatingIfNeeded: value)
        case .packetMark: context.packetMark = UInt32(truncatingIfNeeded: value)
        case .ethernetDestination: packet.destination = MACAddress(rawValue: UInt64(truncatingIfNeeded: value))
        case .ethernetSource: packet.source = MACAddress(rawValue: UInt64(truncatingIfNeeded: value))
        case .vlanID: packet.vlan?.id = UInt16(truncatingIfNeeded: value) & 0xFFF
        case .vlanPriority: packet.vlan?.priority = UInt8(truncatingIfNeeded: value)
        case .tunnelID: context.tunnel.id = UInt64(truncatingIfNeeded: value)
        case .tunnelSourceIPv4: context.tunnel.source = IPv4Address(rawValue: UInt32(truncatingIfNeeded: value))
        case .tunnelDestinationIPv4:
            context.tunnel.destination = IPv4Address(rawValue: UInt32(truncatingIfNeeded: value))
        case .ctMark: context.conntrack.mark = UInt32(truncatingIfNeeded: value)
        case .ctLabel: context.conntrack.label = value
        default: writeContent(field, value)
        }
    }

    private mutating func writeContent(_ field: KnownField, _ value: UInt128) {
        switch packet.content {
        case .ip(var header, var transport):
            Self.write(field, value, &header)
            Self.write(field, value, &transport)
            packet.content = .ip(header, transport)
        case .arp(var header):
            Self.write(field, value, &header)
            packet.content = .arp(header)
        case .mpls(var label, let inner):
            Self.write(field, value, &label)
            packet.content = .mpls(label, inner)
        case .nsh(var header, let inner):
            Self.write(field, value, &header)
            packet.content = .nsh(header, inner)
        case .other: break
        }
    }

    private static func write(_ field: KnownField, _ value: UInt128, _ label: inout MPLSLabel) {
        switch field {
        case .mplsLabel: label.label = UInt32(truncatingIfNeeded: value)
        case .mplsTrafficClass: label.trafficClass = UInt8(truncatingIfNeeded: value)
        case .mplsTTL: label.ttl = UInt8(truncatingIfNeeded: value)
        default: break
        }
    }

    private static func write(_ field: KnownField, _ value: UInt128, _ header: inout NSHHeader) {
        let word = UInt32(truncatingIfNeeded: value)
        switch field {
        case .nshFlags: header.flags = UInt8(truncatingIfNeeded: value & 3)
        case .nshPath: header.path = word
        case .nshIndex: header.index = UInt8(truncatingIfNeeded: value)
        case .nshTTL: header.ttl = UInt8(truncatingIfNeeded: value)
        case .nshContext1: header.context[0] = word
        case .nshContext2: header.context[1] = word
        case .nshContext3: header.context[2] = word
        case .nshContext4: header.context[3] = word
        default: break
        }
    }

    private static func write(_ field: KnownField, _ value: UInt128, _ header: inout IPHeader) {
        switch field {
        case .ipDSCP: header.dscp = DSCP(rawValue: UInt8(truncatingIfNeeded: value)) ?? header.dscp
        case .ipECN: header.ecn = UInt8(truncatingIfNeeded: value) & 3
        case .ipTTL: header.ttl = UInt8(truncatingIfNeeded: value)
        case .ipv4Source, .ipv6Source: header.source = IPAddress(family: header.family, bits: value)
        case .ipv4Destination, .ipv6Destination: header.destination = IPAddress(family: header.family, bits: value)
        case .ipv6FlowLabel: header.flowLabel = UInt32(truncatingIfNeeded: value) & 0xF_FFFF
        default: break
        }
    }

    private static func write(_ field: KnownField, _ value: UInt128, _ transport: inout TransportHeader) {
        switch transport {
        case .ports(let source, let destination, let flags):
            let port = TransportPort(rawValue: UInt16(truncatingIfNeeded: value))
            switch field {
            case .tcpSource, .udpSource, .sctpSource:
                transport = .ports(source: port, destination: destination, flags: flags)
            case .tcpDestination, .udpDestination, .sctpDestination:
                transport = .ports(source: source, destination: port, flags: flags)
            default: break
            }
        case .icmp(var header):
            write(field, value, &header)
            transport = .icmp(header)
        case .none: break
        }
    }

    private static func write(_ field: KnownField, _ value: UInt128, _ header: inout ICMPHeader) {
        switch field {
        case .icmpv4Type, .icmpv6Type: header.type = UInt8(truncatingIfNeeded: value)
        case .icmpv4Code, .icmpv6Code: header.code = UInt8(truncatingIfNeeded: value)
        case .neighbourTarget: header.target = IPv6Address(rawValue: value)
        case .neighbourReserved: header.reserved = UInt32(truncatingIfNeeded: value)
        case .neighbourOptionType: if header.linkAddress != nil { header.linkOption = UInt8(truncatingIfNeeded: value) }
        case .neighbourSourceLink: header.setLinkAddress(UInt64(truncatingIfNeeded: value), option: 1)
        case .neighbourTargetLink: header.setLinkAddress(UInt64(truncatingIfNeeded: value), option: 2)
        default: break
        }
    }

    private static func write(_ field: KnownField, _ value: UInt128, _ header: inout ARPHeader) {
        let address = MACAddress(rawValue: UInt64(truncatingIfNeeded: value))
        let network = IPv4Address(rawValue: UInt32(truncatingIfNeeded: value))
        switch field {
        case .arpOperation: header.operation = UInt16(truncatingIfNeeded: value)
        case .arpSourceProtocol: header.senderProtocol = network
        case .arpTargetProtocol: header.targetProtocol = network
        case .arpSourceHardware: header.senderHardware = address
        case .arpTargetHardware: header.targetHardware = address
        default: break
        }
    }
}
