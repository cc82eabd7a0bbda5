internal import NetworkTypes

/// Labels, service headers and ICMP.
extension FrameWriter {
    mutating func write(_ label: MPLSLabel, isLast: Bool) {
        let word = UInt128(label.label) << 12 | UInt128(label.trafficClass) << 9 | (isLast ? 0x100 : 0)
        append(word | UInt128(label.ttl), 4)
    }

    mutating func write(_ header: NSHHeader) {
        append(UInt128(header.flags) << 12 | UInt128(header.ttl) << 6 | UInt128(NSHHeader.byteCount / 4), 2)
        append(UInt128(NSHHeader.metadataType), 1)
        append(UInt128(NSHHeader.nextProtocol), 1)
        append(UInt128(header.path) << 8 | UInt128(header.index), 4)
        for index in 0..<4 { append(UInt128(header.context[index]), 4) }
    }

    mutating func write(_ header: ICMPHeader) {
        append(UInt128(header.type), 1)
        append(UInt128(header.code), 1)
        append(0, 2)
        append(header.target == nil ? UInt128(header.identifier) << 16 : UInt128(header.reserved), 4)
        if let target = header.target { append(target.rawValue, 16) }
        if let link = header.linkAddress {
            append(UInt128(header.linkOption) << 8 | 1, 2)
            append(UInt128(link.rawValue), 6)
        }
        if let quoted = header.quoted { write(quoted) }
    }

    private mutating func write(_ quoted: QuotedPacket) {
        switch quoted.header.family {
        case .ipv4: writeIPv4(quoted.header, 8)
        case .ipv6: writeIPv6(quoted.header, 8)
        }
        append(UInt128(quoted.ports.source), 2)
        append(quoted.isICMP ? 0 : UInt128(quoted.ports.destination), 2)
        append(quoted.isICMP ? UInt128(quoted.ports.destination) << 16 : 0, 4)
    }
}
