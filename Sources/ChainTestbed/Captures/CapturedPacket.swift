/// The flags of a TCP header (RFC 9293 § 3.1).
public struct TCPFlags: OptionSet, Hashable, Sendable, CustomStringConvertible {
    public var rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static let fin = TCPFlags(rawValue: 0x01)
    public static let syn = TCPFlags(rawValue: 0x02)
    public static let rst = TCPFlags(rawValue: 0x04)
    public static let psh = TCPFlags(rawValue: 0x08)
    public static let ack = TCPFlags(rawValue: 0x10)

    /// One letter for each flag, such as `SA` or `F`.
    public var description: String {
        let letters: [(TCPFlags, String)] = [(.syn, "S"), (.fin, "F"), (.rst, "R"), (.psh, "P"), (.ack, "A")]
        return letters.filter { contains($0.0) }.map(\.1).joined()
    }
}

/// What a frame says about its connection.
public struct CapturedPacket: Sendable, Hashable {
    /// Nanoseconds since 1970.
    public var time: Int64
    public var flow: CapturedFlow
    /// The six bits of the differentiated services field (RFC 2474).
    public var dscp: UInt8
    public var flags: TCPFlags
    /// TCP sequence number; 0 for UDP.
    public var sequence: UInt32
    /// Bytes of payload on the wire, whether they were captured or not.
    public var payloadBytes: Int
    /// The unique id of the traffic driver when the payload begins with one of its requests or replies.
    public var connectionID: UInt64?

    /// Nil for frames that are not TCP or UDP over IPv4 or IPv6, for fragments, and when headers are cut off. A VLAN tag is
    /// passed over.
    public init?(_ frame: PcapFile.Frame) {
        let ethernet = ByteReader(frame.untagged.bytes)
        guard let type = ethernet.number16(at: 12) else { return nil }
        switch type {
        case 0x0800: self.init(ipv4: ethernet.dropping(14), time: frame.time)
        case 0x86DD: self.init(ipv6: ethernet.dropping(14), time: frame.time)
        default: return nil
        }
    }

    private init?(ipv4 bytes: ByteReader, time: Int64) {
        guard let first = bytes[0], first >> 4 == 4, let tos = bytes[1], let total = bytes.number16(at: 2),
            let fragment = bytes.number16(at: 6), fragment & 0x3FFF == 0, let kind = bytes[9],
            let source = bytes.bytes(at: 12, 4), let destination = bytes.bytes(at: 16, 4)
        else { return nil }
        let header = Int(first & 0x0F) * 4
        self.init(
            transport: bytes.dropping(header), kind: kind, length: Int(total) - header,
            from: source, to: destination, dscp: tos >> 2, time: time)
    }

    private init?(ipv6 bytes: ByteReader, time: Int64) {
        guard let start = bytes.number16(at: 0), start >> 12 == 6, let length = bytes.number16(at: 4),
            let kind = bytes[6], let source = bytes.bytes(at: 8, 16), let destination = bytes.bytes(at: 24, 16)
        else { return nil }
        self.init(
            transport: bytes.dropping(40), kind: kind, length: Int(length), from: source, to: destination,
            dscp: UInt8(truncatingIfNeeded: start >> 6) & 0x3F, time: time)
    }

    private init?(
        transport bytes: ByteReader, kind: UInt8, length: Int, from source: [UInt8], to destination: [UInt8],
        dscp: UInt8, time: Int64
    ) {
        guard let sourcePort = bytes.number16(at: 0), let destinationPort = bytes.number16(at: 2) else { return nil }
        let header: Int
        switch kind {
        case 6:
            guard let offset = bytes[12], let bits = bytes[13], let number = bytes.number32(at: 4) else { return nil }
            header = Int(offset >> 4) * 4
            (flags, sequence) = (TCPFlags(rawValue: bits & 0x1F), number)
        case 17: (header, flags, sequence) = (8, [], 0)
        default: return nil
        }
        self.time = time
        self.dscp = dscp
        flow = CapturedFlow(
            source: CapturedEnd(address: source, port: sourcePort),
            destination: CapturedEnd(address: destination, port: destinationPort),
            transport: kind == 6 ? .tcp : .udp)
        payloadBytes = max(0, length - header)
        connectionID = payloadBytes > 0 ? ExchangeHeader(bytes.dropping(header).rest)?.connection : nil
    }
}

extension PcapFile.Frame {
    /// The same frame without its VLAN tag (IEEE 802.1Q § 9.3), if it has one.
    var untagged: PcapFile.Frame {
        guard ByteReader(bytes).number16(at: 12) == 0x8100, bytes.count >= 16 else { return self }
        return PcapFile.Frame(
            time: time, originalLength: originalLength - 4, bytes: bytes.prefix(12) + bytes.dropFirst(16))
    }
}

/// Reads big-endian numbers out of bytes that may end anywhere.
private struct ByteReader {
    let rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    func dropping(_ count: Int) -> ByteReader { ByteReader(rest.dropFirst(count)) }

    subscript(offset: Int) -> UInt8? {
        offset < rest.count ? rest[rest.startIndex + offset] : nil
    }

    func number16(at offset: Int) -> UInt16? {
        guard let high = self[offset], let low = self[offset + 1] else { return nil }
        return UInt16(high) << 8 | UInt16(low)
    }

    func number32(at offset: Int) -> UInt32? {
        guard let high = number16(at: offset), let low = number16(at: offset + 2) else { return nil }
        return UInt32(high) << 16 | UInt32(low)
    }

    func bytes(at offset: Int, _ count: Int) -> [UInt8]? {
        rest.count >= offset + count ? Array(rest.dropFirst(offset).prefix(count)) : nil
    }
}
