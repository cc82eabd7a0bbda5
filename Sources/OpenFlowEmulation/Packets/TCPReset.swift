internal import NetworkTypes

/// The segments that end a TCP connection in place of a middlebox that is gone, made from one of its packets.
///
/// ```swift
/// guard let reset = TCPReset(answering: packetIn.data) else { … }     // not TCP, or a reset itself
/// // reset.backward goes to who sent the packet, reset.forward to who was to get it
/// ```
///
/// No memory of the connection is needed: what the sender acknowledges is what it expects next, and what it sends is
/// what its peer expects next, as soon as it retransmits (RFC 9293 § 3.10.7.1, RFC 5961 § 3.2). Link-layer addresses
/// are exchanged or kept; the caller's actions set the real ones.
public struct TCPReset: Hashable, Sendable {
    /// The frame for the sender of the packet.
    public let backward: [UInt8]
    /// The frame for its receiver; `nil` for a packet that opens a connection, of which the receiver knows nothing.
    public let forward: [UInt8]?

    /// Reads an Ethernet frame without VLAN tag; `nil` for what is no whole TCP segment over IPv4 or IPv6, and for a
    /// reset, which is not to be answered.
    public init?(answering frame: [UInt8]) {
        guard let segment = TCPSegment(frame), !segment.flags.contains(.reset) else { return nil }
        let acknowledges = segment.flags.contains(.ack)
        backward = segment.reply(
            sequence: acknowledges ? segment.acknowledgement : 0,
            acknowledgement: acknowledges ? 0 : segment.next, flags: acknowledges ? .reset : [.reset, .ack])
        forward =
            segment.flags.contains(.syn)
            ? nil
            : segment.successor(
                sequence: segment.sequence, acknowledgement: segment.acknowledgement, flags: [.reset, .ack])
    }
}

/// What a TCP segment says of itself, sequence numbers included, which packets as values do not have.
struct TCPSegment {
    let sequence: UInt32
    let acknowledgement: UInt32
    let flags: TCPFlags
    private let payload: Int
    private let packet: Packet

    init?(_ frame: [UInt8]) {
        guard let packet = EthernetFrame.parse(frame), packet.vlan == nil, let ip = packet.ip, ip.transport == .tcp,
            case .ports(_, _, let flags)? = packet.transport
        else { return nil }
        // IPv6 extension headers are rare before TCP; a segment behind them is not answered.
        let start: Int
        switch ip.family {
        case .ipv4: start = 14 + Int(frame[14] & 0xF) * 4
        case .ipv6: start = 54
        }
        guard frame.count >= start + 20, ip.family == .ipv4 || frame[20] == ip.transport.rawValue else { return nil }
        self.packet = packet
        self.flags = flags
        sequence = Self.number(frame, start + 4)
        acknowledgement = Self.number(frame, start + 8)
        let total =
            ip.family == .ipv4 ? Int(frame[16]) << 8 + Int(frame[17]) : 40 + Int(frame[18]) << 8 + Int(frame[19])
        payload = max(0, total - (start - 14) - Int(frame[start + 12] >> 4) * 4)
    }

    /// The number of the octet after this segment (RFC 9293 § 3.4).
    var next: UInt32 {
        sequence &+ UInt32(clamping: payload) &+ (flags.contains(.syn) ? 1 : 0) &+ (flags.contains(.fin) ? 1 : 0)
    }

    func reply(sequence: UInt32, acknowledgement: UInt32, flags: TCPFlags) -> [UInt8] {
        var reply = packet
        (reply.source, reply.destination) = (packet.destination, packet.source)
        if let flow = packet.fiveTuple { reply.fiveTuple = flow.reversed }
        return Self.frame(reply, sequence, acknowledgement, flags)
    }

    func successor(sequence: UInt32, acknowledgement: UInt32, flags: TCPFlags) -> [UInt8] {
        Self.frame(packet, sequence, acknowledgement, flags)
    }

    private static func frame(
        _ packet: Packet, _ sequence: UInt32, _ acknowledgement: UInt32, _ flags: TCPFlags
    ) -> [UInt8] {
        var packet = packet
        packet.payload = .empty
        packet.tcpFlags = flags
        packet.dscp = .bestEffort
        packet.ip?.ttl = 64
        var bytes = EthernetFrame.serialise(packet)
        let start = bytes.count - 20
        write(sequence, to: &bytes, at: start + 4)
        write(acknowledgement, to: &bytes, at: start + 8)
        write(UInt16(0), to: &bytes, at: start + 14)
        write(UInt16(0), to: &bytes, at: start + 16)
        guard let ip = packet.ip else { return bytes }
        var sum = InternetChecksum(bytes[start...])
        sum.addPseudoHeader(ip, length: 20)
        write(sum.value, to: &bytes, at: start + 16)
        return bytes
    }

    private static func number(_ bytes: [UInt8], _ index: Int) -> UInt32 {
        bytes[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func write(_ value: some FixedWidthInteger & UnsignedInteger, to bytes: inout [UInt8], at index: Int)
    {
        let count = value.bitWidth / 8
        for offset in 0..<count {
            bytes[index + offset] = UInt8(truncatingIfNeeded: value >> ((count - 1 - offset) * 8))
        }
    }
}
