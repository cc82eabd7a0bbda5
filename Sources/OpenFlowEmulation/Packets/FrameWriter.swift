internal import NetworkTypes

/// Collects the bytes of a frame.
struct FrameWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ packet: Packet) {
        bytes.reserveCapacity(packet.byteCount)
        guard !packet.isBare else { return write(packet.content, of: packet) }
        append(UInt128(packet.destination.rawValue), 6)
        append(UInt128(packet.source.rawValue), 6)
        if let vlan = packet.vlan {
            append(0x8100, 2)
            append(UInt128(vlan.priority) << 13 | UInt128(vlan.id), 2)
        }
        append(UInt128(packet.etherType.rawValue), 2)
        write(packet.content, of: packet)
    }

    private mutating func write(_ content: Packet.Content, of packet: Packet) {
        switch content {
        case .ip(let header, let transport): write(header, transport, packet)
        case .arp(let header): write(header)
        case .other: write(packet.payload)
        case .mpls(let label, let inner):
            write(label, isLast: inner.etherType != .mpls)
            write(inner, of: packet)
        case .nsh(let header, let inner):
            write(header)
            write(inner)
        }
    }

    private mutating func write(_ header: IPHeader, _ transport: TransportHeader, _ packet: Packet) {
        let length = transport.byteCount(header.transport) + packet.payload.length
        switch header.family {
        case .ipv4: writeIPv4(header, length)
        case .ipv6: writeIPv6(header, length)
        }
        let start = bytes.count
        write(transport, header, UInt128(length), sequence: packet.sequence)
        write(packet.payload)
        setTransportChecksum(header, transport, from: start)
    }

    mutating func writeIPv4(_ header: IPHeader, _ length: Int) {
        let start = bytes.count
        append(0x45, 1)
        append(UInt128(header.dscp.rawValue) << 2 | UInt128(header.ecn), 1)
        append(UInt128(20 + length), 2)
        if let fragment = header.fragment {
            append(UInt128(fragment.identification & 0xFFFF), 2)
            append((fragment.hasMore ? 0x2000 : 0) | UInt128(fragment.offset), 2)
        } else {
            append(0x0000_4000, 4)
        }
        append(UInt128(header.ttl) << 8 | UInt128(header.transport.rawValue), 2)
        append(0, 2)
        append(header.source.bits, 4)
        append(header.destination.bits, 4)
        setChecksum(InternetChecksum(bytes[start...]).value, at: start + 10)
    }

    mutating func writeIPv6(_ header: IPHeader, _ length: Int) {
        let service = UInt128(header.dscp.rawValue) << 2 | UInt128(header.ecn)
        append(6 << 28 | service << 20 | UInt128(header.flowLabel), 4)
        append(UInt128(length + (header.fragment == nil ? 0 : 8)), 2)
        append(UInt128(header.fragment == nil ? header.transport.rawValue : 44) << 8 | UInt128(header.ttl), 2)
        append(header.source.bits, 16)
        append(header.destination.bits, 16)
        guard let fragment = header.fragment else { return }
        append(UInt128(header.transport.rawValue) << 8, 2)
        append(UInt128(fragment.offset) << 3 | (fragment.hasMore ? 1 : 0), 2)
        append(UInt128(fragment.identification), 4)
    }

    private mutating func write(
        _ transport: TransportHeader, _ ip: IPHeader, _ length: UInt128, sequence: UInt32
    ) {
        switch transport {
        case .ports(let source, let destination, let flags):
            append(UInt128(source.rawValue), 2)
            append(UInt128(destination.rawValue), 2)
            switch ip.transport {
            case .tcp:
                append(UInt128(sequence) << 32, 8)
                append(0x5000 | UInt128(flags.rawValue), 2)
                append(0xFFFF, 2)
                append(0, 4)
            case .sctp: append(0, 8)
            default: append(length << 16, 4)
            }
        case .icmp(let header): write(header)
        case .none: break
        }
    }

    private mutating func write(_ header: ARPHeader) {
        append(0x0001_0800_0604, 6)
        append(UInt128(header.operation), 2)
        append(UInt128(header.senderHardware.rawValue), 6)
        append(UInt128(header.senderProtocol.rawValue), 4)
        append(UInt128(header.targetHardware.rawValue), 6)
        append(UInt128(header.targetProtocol.rawValue), 4)
    }

    private mutating func write(_ payload: Payload) {
        let head = min(8, payload.length)
        append(UInt128(payload.id), head)
        bytes.append(contentsOf: repeatElement(0, count: payload.length - head))
    }

    private mutating func setTransportChecksum(_ ip: IPHeader, _ transport: TransportHeader, from start: Int) {
        guard let offset = Self.checksumOffset(ip.transport, transport) else { return }
        // What the checksum of a fragment covers is not there.
        guard ip.fragment == nil else { return }
        var sum = InternetChecksum(bytes[start...])
        if ip.transport != .icmp { sum.addPseudoHeader(ip, length: bytes.count - start) }
        let isUDP = ip.transport == .udp
        setChecksum(isUDP && sum.value == 0 ? 0xFFFF : sum.value, at: start + offset)
    }

    private static func checksumOffset(_ transport: IPProtocol, _ header: TransportHeader) -> Int? {
        switch (transport, header) {
        case (.tcp, .ports): 16
        case (.udp, .ports): 6
        case (_, .icmp): 2
        default: nil
        }
    }

    mutating func setChecksum(_ value: UInt16, at index: Int) {
        bytes[index] = UInt8(value >> 8)
        bytes[index + 1] = UInt8(value & 0xFF)
    }

    /// The lowest `count` bytes of a number, most significant first.
    mutating func append(_ value: UInt128, _ count: Int) {
        for index in stride(from: count - 1, through: 0, by: -1) {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt128(index * 8)))
        }
    }
}
