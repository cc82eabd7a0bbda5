internal import NetworkTypes

/// MPLS labels and network service headers.
extension FrameReader {
    mutating func readLabel() -> Packet.Content? {
        guard let entry = read(4) else { return nil }
        let label = MPLSLabel(
            UInt32(truncatingIfNeeded: entry >> 12), trafficClass: UInt8(truncatingIfNeeded: entry >> 9 & 7),
            ttl: UInt8(truncatingIfNeeded: entry & 0xFF))
        let inner = entry >> 8 & 1 == 1 ? readUnlabelled() : readLabel()
        return inner.map { .mpls(label, $0) }
    }

    /// Labels do not say what is behind them: the first four bits tell IP versions apart (RFC 4928 § 3).
    private mutating func readUnlabelled() -> Packet.Content {
        let start = self
        let content: Packet.Content?
        switch bytes.first.map({ $0 >> 4 }) {
        case 4: content = readIPv4()
        case 6: content = readIPv6()
        default: content = nil
        }
        guard let content else {
            self = start
            return .other(EtherType(rawValue: 0))
        }
        return content
    }

    /// Opaque for another version, other metadata or anything but a frame behind it.
    mutating func readServiceHeader() -> Packet.Content {
        let start = self
        guard let word = read(2), word >> 14 == 0, word & 0x3F == 6, let kinds = read(2),
            kinds == UInt128(NSHHeader.metadataType) << 8 | UInt128(NSHHeader.nextProtocol), let path = read(4),
            let context = readContext(), let inner = readPacket()
        else {
            self = start
            return .other(.nsh)
        }
        let header = NSHHeader(
            path: UInt32(truncatingIfNeeded: path >> 8), index: UInt8(truncatingIfNeeded: path & 0xFF),
            ttl: UInt8(truncatingIfNeeded: word >> 6 & 0x3F), flags: UInt8(truncatingIfNeeded: word >> 12 & 3),
            context: context)
        return .nsh(header, inner)
    }

    private mutating func readContext() -> SIMD4<UInt32>? {
        var context = SIMD4<UInt32>.zero
        for index in 0..<4 {
            guard let word = read(4) else { return nil }
            context[index] = UInt32(truncatingIfNeeded: word)
        }
        return context
    }
}
