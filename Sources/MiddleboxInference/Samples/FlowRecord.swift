public import NetworkTypes

/// How many packets and bytes a flow has sent in one direction.
public struct FlowVolume: Hashable, Sendable {
    public var packets: UInt64
    /// Of payload and headers alike, as the exporter counts them; the same at both ports.
    public var bytes: UInt64

    public init(packets: UInt64, bytes: UInt64) {
        self.packets = packets
        self.bytes = bytes
    }

    /// True where more came out than went in, by more than two ports' different moments of counting explain.
    func exceeds(_ other: FlowVolume) -> Bool {
        packets > other.packets + other.packets / 8 + 1 || bytes > other.bytes + other.bytes / 8 + 1500
    }
}

/// A finished flow at a port of a box, as a flow exporter reports it (RFC 7011): no packet, only counts.
///
/// Flows of both sides are put together by equal counts, where these are equal for one flow only.
public struct FlowRecord: Hashable, Sendable {
    public var side: PacketSample.Side
    public var direction: PacketSample.Direction
    /// When its first packet was seen.
    public var start: Duration
    public var flow: FiveTuple
    public var volume: FlowVolume
    public var tag: PacketTag

    public init(
        _ side: PacketSample.Side, _ direction: PacketSample.Direction, at start: Duration, _ flow: FiveTuple,
        volume: FlowVolume, tag: PacketTag = PacketTag()
    ) {
        self.side = side
        self.direction = direction
        self.start = start
        self.flow = flow
        self.volume = volume
        self.tag = tag
    }
}

extension PacketSample {
    /// The record as a sample whose payload is its counts.
    public init(_ record: FlowRecord) {
        let counts = [record.volume.packets, record.volume.bytes].flatMap { number in
            stride(from: 0, to: 64, by: 8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) }
        }
        self.init(
            record.side, record.direction, at: record.start, record.flow, tag: record.tag,
            payload: PayloadFingerprint(counts, length: counts.count))
        volume = record.volume
    }
}
