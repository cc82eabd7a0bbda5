internal import MiddleboxInference
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation

/// Reads the copy of a packet that a switch sent, of which the end may be missing.
enum SampledFrame {
    /// Of each frame, so many bytes are asked for: room for headers with options and some of what they carry.
    static let length: UInt16 = 192
    /// Of what a packet carries, so many bytes count.
    private static let payloadLength = 64

    /// `nil` for frames without IP and for bytes that are no frame.
    static func sample(
        _ message: PacketIn, _ side: PacketSample.Side, _ direction: PacketSample.Direction, at time: Duration
    ) -> PacketSample? {
        let data = unwrapped(message.data)
        // What was cut off counts for lengths only.
        let missing = max(0, Int(message.totalLength) - message.data.count)
        let frame = data + repeatElement(0, count: missing)
        guard let packet = EthernetFrame.parse(frame), let flow = packet.fiveTuple else { return nil }
        let isTCP = flow.transport == .tcp
        return PacketSample(
            side, direction, at: time, flow,
            tcp: isTCP ? TCPSegment(sequence: packet.sequence, opens: packet.tcpFlags.contains(.syn)) : nil,
            tag: PacketTag(dscp: packet.dscp, vlan: packet.vlan.flatMap { VLANID(rawValue: $0.id) }),
            payload: payload(of: packet, in: data))
    }

    /// The frame without the MPLS labels (RFC 3032 § 2.1) or the service header (RFC 8300 § 2.2) that carry a tag.
    private static func unwrapped(_ data: [UInt8]) -> [UInt8] {
        guard data.count > 18 else { return data }
        switch UInt16(data[12]) << 8 | UInt16(data[13]) {
        case EtherType.mpls.rawValue:
            var start = 14
            while data.count > start + 4, data[start + 2] & 1 == 0 { start += 4 }
            guard data.count > start + 4 else { return data }
            let type: [UInt8] = data[start + 4] >> 4 == 6 ? [0x86, 0xDD] : [0x08, 0x00]
            return data.prefix(12) + type + data[(start + 4)...]
        case EtherType.nsh.rawValue:
            let length = Int(data[15] & 0x3F) * 4
            // Next protocol 3: a frame.
            return data[17] == 3 ? Array(data.dropFirst(14 + length)) : data
        default: return data
        }
    }

    private static func payload(of packet: Packet, in data: [UInt8]) -> PayloadFingerprint? {
        let length = packet.payload.length
        guard length > 0, let end = end(of: packet, in: data), end >= length else { return nil }
        let carried = data.dropFirst(end - length).prefix(min(length, payloadLength))
        guard carried.count == min(length, payloadLength) else { return nil }
        return PayloadFingerprint(carried, length: length)
    }

    /// Where the IP packet ends, padding left out.
    private static func end(of packet: Packet, in data: [UInt8]) -> Int? {
        let start = packet.vlan == nil ? 14 : 18
        let isVersion4 = packet.etherType == .ipv4
        let field = start + (isVersion4 ? 2 : 4)
        guard data.count > field + 1 else { return nil }
        let length = Int(data[field]) << 8 | Int(data[field + 1])
        return start + length + (isVersion4 ? 0 : 40)
    }
}
