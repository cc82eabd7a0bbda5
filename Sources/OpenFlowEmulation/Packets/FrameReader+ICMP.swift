internal import NetworkTypes

/// ICMP of both versions, with neighbour discovery and quoted packets.
extension FrameReader {
    mutating func readICMP(_ family: AddressFamily) -> TransportHeader? {
        guard let type = read(1), let code = read(1), skip(2), let rest = read(4) else { return nil }
        var header = ICMPHeader(
            type: UInt8(truncatingIfNeeded: type), code: UInt8(truncatingIfNeeded: code),
            identifier: UInt16(truncatingIfNeeded: rest >> 16))
        if family == .ipv6, type == 135 || type == 136 {
            guard readNeighbour(UInt32(truncatingIfNeeded: rest), &header) else { return nil }
        } else if ICMPHeader.isError(type: header.type, family) {
            header.identifier = 0
            header.quoted = readQuotation()
        }
        return .icmp(header)
    }

    private mutating func readNeighbour(_ reserved: UInt32, _ header: inout ICMPHeader) -> Bool {
        header.identifier = 0
        header.reserved = reserved
        guard let target = read(16) else { return false }
        header.target = IPv6Address(rawValue: target)
        let start = self
        if let option = read(2), option == 0x0101 || option == 0x0201, let address = readMAC() {
            header.linkAddress = address
            header.linkOption = UInt8(truncatingIfNeeded: option >> 8)
        } else {
            self = start
        }
        return true
    }

    /// The IP header and eight bytes; `nil`, and nothing read, where there is less, or a header with options.
    private mutating func readQuotation() -> QuotedPacket? {
        let start = self
        guard let header = readQuotedHeader(), let source = read(2), let destination = read(2), let rest = read(4)
        else {
            self = start
            return nil
        }
        var ports = QuotedPacket.PortPair(
            source: UInt16(truncatingIfNeeded: source), destination: UInt16(truncatingIfNeeded: destination))
        if header.transport == .icmp || header.transport == .icmpv6 {
            ports.destination = UInt16(truncatingIfNeeded: rest >> 16)
        }
        return QuotedPacket(header: header, ports: ports)
    }

    private mutating func readQuotedHeader() -> IPHeader? {
        switch bytes.first.map({ $0 >> 4 }) {
        case 4: readQuotedIPv4()
        case 6: readQuotedIPv6()
        default: nil
        }
    }

    private mutating func readQuotedIPv4() -> IPHeader? {
        guard let first = read(1), first == 0x45, let service = read(1), skip(6), let ttl = read(1),
            let proto = read(1),
            skip(2), let source = read(4), let destination = read(4)
        else { return nil }
        return IPHeader(
            source: IPAddress(family: .ipv4, bits: source), destination: IPAddress(family: .ipv4, bits: destination),
            transport: IPProtocol(rawValue: UInt8(truncatingIfNeeded: proto)),
            dscp: DSCP(rawValue: UInt8(truncatingIfNeeded: service >> 2)) ?? .bestEffort,
            ecn: UInt8(truncatingIfNeeded: service & 3), ttl: UInt8(truncatingIfNeeded: ttl))
    }

    private mutating func readQuotedIPv6() -> IPHeader? {
        guard let first = read(4), skip(2), let next = read(1), let hops = read(1), let source = read(16),
            let destination = read(16)
        else { return nil }
        return IPHeader(
            source: IPAddress(family: .ipv6, bits: source), destination: IPAddress(family: .ipv6, bits: destination),
            transport: IPProtocol(rawValue: UInt8(truncatingIfNeeded: next)),
            dscp: DSCP(rawValue: UInt8(truncatingIfNeeded: first >> 22 & 63)) ?? .bestEffort,
            ecn: UInt8(truncatingIfNeeded: first >> 20 & 3), ttl: UInt8(truncatingIfNeeded: hops),
            flowLabel: UInt32(truncatingIfNeeded: first & 0xF_FFFF))
    }
}
