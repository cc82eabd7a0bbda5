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
        // What was cut off counts for lengths only.
        let missing = max(0, Int(message.totalLength) - message.data.count)
        let frame = message.data + repeatElement(0, count: missing)
        guard let packet = EthernetFrame.parse(frame), let flow = packet.fiveTuple else { return nil }
        let isTCP = flow.transport == .tcp
        return PacketSample(
            side, direction, at: time, flow,
            tcp: isTCP ? TCPSegment(sequence: packet.sequence, opens: packet.tcpFlags.contains(.syn)) : nil,
            tag: PacketTag(dscp: packet.dscp, vlan: packet.vlan.flatMap { VLANID(rawValue: $0.id) }),
            payload: payload(of: packet, in: message.data))
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
