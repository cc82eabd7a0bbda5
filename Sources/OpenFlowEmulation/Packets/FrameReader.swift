internal import NetworkTypes

/// A cursor over a frame; each read answers `nil` where bytes are missing.
struct FrameReader {
    var bytes: ArraySlice<UInt8>
    private var sequence: UInt32 = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

    mutating func readPacket() -> Packet? {
        guard let destination = readMAC(), let source = readMAC(), var type = read(2) else { return nil }
        var vlan: VLANTag?
        if type == 0x8100 {
            guard let tag = read(2), let inner = read(2) else { return nil }
            vlan = VLANTag(id: UInt16(truncatingIfNeeded: tag & 0xFFF), priority: UInt8(truncatingIfNeeded: tag >> 13))
            type = inner
        }
        guard let content = readContent(EtherType(rawValue: UInt16(truncatingIfNeeded: type))) else { return nil }
        let payload = readPayload(of: content)
        var packet = Packet(source: source, destination: destination, vlan: vlan, content: content, payload: payload)
        packet.sequence = sequence
        // A frame within a frame has its own.
        sequence = 0
        return packet
    }

    private mutating func readContent(_ type: EtherType) -> Packet.Content? {
        switch type {
        case .ipv4: readIPv4()
        case .ipv6: readIPv6()
        case .arp: readARP()
        case .mpls: readLabel()
        case .nsh: readServiceHeader()
        default: .other(type)
        }
    }

    mutating func readIPv4() -> Packet.Content? {
        guard let first = read(1), first >> 4 == 4, let service = read(1), let total = read(2),
            let identification = read(2), let fragment = read(2), let ttl = read(1), let proto = read(1), skip(2),
            let source = read(4),
            let destination = read(4)
        else { return nil }
        let headerLength = Int(truncatingIfNeeded: first & 15) * 4
        let total64 = Int(truncatingIfNeeded: total)
        guard headerLength >= 20, total64 >= headerLength, skip(headerLength - 20), limit(to: total64 - headerLength)
        else { return nil }
        var header = IPHeader(
            source: IPAddress(family: .ipv4, bits: source), destination: IPAddress(family: .ipv4, bits: destination),
            transport: IPProtocol(rawValue: UInt8(truncatingIfNeeded: proto)),
            ttl: UInt8(truncatingIfNeeded: ttl))
        Self.setService(service, &header)
        if fragment & 0x3FFF != 0 {
            header.fragment = FragmentHeader(
                identification: UInt32(truncatingIfNeeded: identification),
                offset: UInt16(truncatingIfNeeded: fragment), hasMore: fragment & 0x2000 != 0)
        }
        return readBody(header)
    }

    private mutating func readBody(_ header: IPHeader) -> Packet.Content? {
        if header.fragment?.isLater == true { return .ip(header, .none) }
        return readTransport(header.transport).map { .ip(header, $0) }
    }

    mutating func readIPv6() -> Packet.Content? {
        guard let first = read(4), first >> 28 == 6, let length = read(2), let next = read(1), let hops = read(1),
            let source = read(16), let destination = read(16), limit(to: Int(truncatingIfNeeded: length))
        else { return nil }
        var fragment: FragmentHeader?
        guard let proto = skipExtensionHeaders(from: UInt8(truncatingIfNeeded: next), &fragment) else { return nil }
        var header = IPHeader(
            source: IPAddress(family: .ipv6, bits: source), destination: IPAddress(family: .ipv6, bits: destination),
            transport: IPProtocol(rawValue: proto), ttl: UInt8(truncatingIfNeeded: hops),
            flowLabel: UInt32(truncatingIfNeeded: first & 0xF_FFFF), fragment: fragment)
        Self.setService(first >> 20 & 0xFF, &header)
        return readBody(header)
    }

    /// Passes over hop-by-hop, routing and destination options and authentication, and reads a fragment header (RFC 8200
    /// § 4), as Open vSwitch does.
    private mutating func skipExtensionHeaders(from first: UInt8, _ fragment: inout FragmentHeader?) -> UInt8? {
        var next = first
        while [0, 43, 44, 51, 60].contains(next) {
            guard let following = read(1), let units = read(1) else { return nil }
            if next == 44 {
                guard let place = read(2), let identification = read(4) else { return nil }
                fragment = FragmentHeader(
                    identification: UInt32(truncatingIfNeeded: identification),
                    offset: UInt16(truncatingIfNeeded: place >> 3), hasMore: place & 1 == 1)
                if place >> 3 != 0 { return UInt8(truncatingIfNeeded: following) }
            } else {
                // An authentication header counts words of four bytes, less two (RFC 4302 § 2.2).
                let count = Int(truncatingIfNeeded: units)
                guard skip(next == 51 ? 6 + count * 4 : 6 + count * 8) else { return nil }
            }
            next = UInt8(truncatingIfNeeded: following)
        }
        return next
    }

    private static func setService(_ byte: UInt128, _ header: inout IPHeader) {
        header.dscp = DSCP(rawValue: UInt8(truncatingIfNeeded: byte >> 2 & 63)) ?? .bestEffort
        header.ecn = UInt8(truncatingIfNeeded: byte & 3)
    }

    private mutating func readTransport(_ transport: IPProtocol) -> TransportHeader? {
        switch transport {
        case .tcp: readTCP()
        case .udp: readPorts(rest: 4)
        case .sctp: readPorts(rest: 8)
        case .icmp: readICMP(.ipv4)
        case .icmpv6: readICMP(.ipv6)
        default: TransportHeader.none
        }
    }

    private mutating func readPorts(rest: Int) -> TransportHeader? {
        guard let source = readPort(), let destination = readPort(), skip(rest) else { return nil }
        return .ports(source: source, destination: destination, flags: [])
    }

    private mutating func readTCP() -> TransportHeader? {
        guard let source = readPort(), let destination = readPort(), let number = read(4), skip(4),
            let offset = read(1), let flags = read(1), skip(6)
        else { return nil }
        sequence = UInt32(truncatingIfNeeded: number)
        let length = Int(truncatingIfNeeded: offset >> 4) * 4
        guard length >= 20, skip(length - 20) else { return nil }
        let bits = TCPFlags(rawValue: UInt8(truncatingIfNeeded: flags))
        return .ports(source: source, destination: destination, flags: bits)
    }

    private mutating func readARP() -> Packet.Content? {
        guard let layout = read(6), layout == 0x0001_0800_0604, let operation = read(2), let sender = readMAC(),
            let senderProtocol = read(4), let target = readMAC(), let targetProtocol = read(4)
        else { return nil }
        return .arp(
            ARPHeader(
                operation: UInt16(truncatingIfNeeded: operation), senderHardware: sender,
                senderProtocol: IPv4Address(rawValue: UInt32(truncatingIfNeeded: senderProtocol)),
                targetHardware: target,
                targetProtocol: IPv4Address(rawValue: UInt32(truncatingIfNeeded: targetProtocol))))
    }

    private mutating func readPayload(of content: Packet.Content) -> Payload {
        switch content {
        case .arp, .nsh: return .empty
        default: break
        }
        let length = bytes.count
        return Payload(id: UInt64(truncatingIfNeeded: read(min(8, length)) ?? 0), length: length)
    }

    mutating func readMAC() -> MACAddress? {
        read(6).map { MACAddress(rawValue: UInt64(truncatingIfNeeded: $0)) }
    }

    private mutating func readPort() -> TransportPort? {
        read(2).map { TransportPort(rawValue: UInt16(truncatingIfNeeded: $0)) }
    }

    /// A big-endian number of at most sixteen bytes.
    mutating func read(_ count: Int) -> UInt128? {
        guard bytes.count >= count else { return nil }
        let value = bytes.prefix(count).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        bytes = bytes.dropFirst(count)
        return value
    }

    mutating func skip(_ count: Int) -> Bool {
        guard bytes.count >= count else { return false }
        bytes = bytes.dropFirst(count)
        return true
    }

    /// Cuts padding off; false where fewer bytes are there than promised.
    private mutating func limit(to count: Int) -> Bool {
        guard bytes.count >= count else { return false }
        bytes = bytes.prefix(count)
        return true
    }
}
