/// One connection as a capture saw it: what Bro, now Zeek, writes into its log of connections (Stratos §7.2).
public struct ConnectionRecord: Sendable, Hashable {
    /// What went one way.
    public struct Direction: Sendable, Hashable, CustomStringConvertible {
        public var packets = 0
        /// Payload bytes, repeated ones included.
        public var bytes = 0
        /// Every flag that was seen in any packet.
        public var flags: TCPFlags = []
        /// TCP only: sequence numbers from the first to behind the last byte, SYN and FIN included; repeats count once.
        public var extent: UInt32 = 0
        private var start: UInt32?

        public init(packets: Int = 0, bytes: Int = 0, flags: TCPFlags = []) {
            self.packets = packets
            self.bytes = bytes
            self.flags = flags
        }

        mutating func add(_ packet: CapturedPacket) {
            packets += 1
            bytes += packet.payloadBytes
            flags.formUnion(packet.flags)
            guard packet.flow.transport == .tcp, !packet.flags.contains(.rst) else { return }
            let controls = UInt32(packet.flags.contains(.syn) ? 1 : 0) + UInt32(packet.flags.contains(.fin) ? 1 : 0)
            let origin = start ?? packet.sequence
            start = origin
            let end = packet.sequence &- origin &+ UInt32(truncatingIfNeeded: packet.payloadBytes) &+ controls
            // A segment from before the first one seen would look like one from far behind the end.
            if end < 1 << 31 { extent = max(extent, end) }
        }

        /// Packets and bytes that were seen, and the flags; where a stream starts in sequence space does not count.
        public static func == (a: Direction, b: Direction) -> Bool {
            (a.packets, a.bytes, a.flags) == (b.packets, b.bytes, b.flags)
        }

        public func hash(into hasher: inout Hasher) {
            hasher.combine(packets)
            hasher.combine(bytes)
            hasher.combine(flags)
        }

        /// True where the same stream was seen, though packets were lost or repeated on the way.
        func isSameStream(as other: Direction) -> Bool {
            extent > 0 && extent == other.extent && flags == other.flags
        }

        public var description: String { "\(packets) packets, \(bytes) bytes, flags \(flags)" }
    }

    /// From the side that sent the first packet seen.
    public var flow: CapturedFlow
    /// The originator's packets.
    public var forward = Direction()
    /// The responder's packets.
    public var reverse = Direction()
    /// Nanoseconds since 1970 of the first and the last packet.
    public var first: Int64
    public var last: Int64
    /// The unique id in the first payload that has one.
    public var connectionID: UInt64?
    /// Every value of the differentiated services field that was seen.
    public var dscps: Set<UInt8> = []

    public init(flow: CapturedFlow, first: Int64) {
        self.flow = flow
        self.first = first
        last = first
    }

    /// True when the capture has the connection from its first SYN to the FIN of both ends.
    public var isWhole: Bool {
        guard flow.transport == .tcp else { return forward.packets > 0 && reverse.packets > 0 }
        return [forward, reverse].allSatisfy { $0.flags.isSuperset(of: [.syn, .fin]) }
    }

    /// True when a reset came before both ends had sent their FIN.
    ///
    /// A reset after that only answers a late acknowledgement of a connection that has ended in order, as it may when
    /// a packet took the way over the controller.
    public private(set) var wasReset = false

    /// True when nothing of the connection is to be expected but a last acknowledgement.
    var hasEnded: Bool {
        wasReset || bothSentFIN
    }

    private var bothSentFIN: Bool { forward.flags.contains(.fin) && reverse.flags.contains(.fin) }

    mutating func add(_ packet: CapturedPacket) {
        let isForward = packet.flow == flow
        if packet.flags.contains(.rst), !bothSentFIN { wasReset = true }
        var direction = isForward ? forward : reverse
        direction.add(packet)
        if isForward { forward = direction } else { reverse = direction }
        first = min(first, packet.time)
        last = max(last, packet.time)
        dscps.insert(packet.dscp)
        if connectionID == nil { connectionID = packet.connectionID }
    }

    /// The record with its directions swapped when it was taken up from the responder's side.
    func oriented(like flow: CapturedFlow) -> ConnectionRecord {
        guard self.flow == flow.reversed else { return self }
        var turned = self
        turned.flow = flow
        swap(&turned.forward, &turned.reverse)
        return turned
    }
}

extension ConnectionRecord {
    /// Groups packets into connections, in the order of their first packets.
    ///
    /// A SYN with a new sequence number after the end of a connection begins another one of the same five-tuple.
    /// - Complexity: O(n) in the number of packets
    public static func records(of packets: some Sequence<CapturedPacket>) -> [ConnectionRecord] {
        var records: [ConnectionRecord] = []
        var current: [CapturedFlow: (index: Int, start: UInt32?)] = [:]
        for packet in packets {
            let key = packet.flow.undirected
            let isStart = packet.flags.intersection([.syn, .ack]) == .syn
            if let (index, start) = current[key] {
                let again = isStart && start != packet.sequence && records[index].hasEnded
                guard again else {
                    records[index].add(packet)
                    continue
                }
            }
            current[key] = (records.count, isStart ? packet.sequence : nil)
            var record = ConnectionRecord(flow: packet.flow, first: packet.time)
            record.add(packet)
            records.append(record)
        }
        return records
    }

    /// The connections in a capture file.
    /// - Throws: `badCapture`.
    public static func records(ofCapture path: String) throws -> [ConnectionRecord] {
        records(of: try PcapFile(path: path).frames.lazy.compactMap(CapturedPacket.init))
    }
}
