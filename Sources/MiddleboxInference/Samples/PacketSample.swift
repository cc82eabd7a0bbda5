public import NetworkTypes

/// A packet that was seen at a port of a box, reduced to what tells whether the box has changed it.
///
/// ```swift
/// PacketSample(.right, .leaves, at: .milliseconds(12), flow, tcp: TCPSegment(sequence: 7, opens: true))
/// ```
public struct PacketSample: Hashable, Sendable {
    public var side: Side
    public var direction: Direction
    /// From any origin, the same for all samples of a window.
    public var time: Duration
    public var flow: FiveTuple
    /// `nil` for anything but TCP, and where it was not recorded.
    public var tcp: TCPSegment?
    public var tag: PacketTag
    /// `nil` for packets that carry nothing.
    public var payload: PayloadFingerprint?
    /// How much this sample stands for, where it is the record of a whole flow.
    public var volume: FlowVolume?

    public init(
        _ side: Side, _ direction: Direction, at time: Duration, _ flow: FiveTuple, tcp: TCPSegment? = nil,
        tag: PacketTag = PacketTag(), payload: PayloadFingerprint? = nil
    ) {
        self.side = side
        self.direction = direction
        self.time = time
        self.flow = flow
        self.tcp = tcp
        self.tag = tag
        self.payload = payload
    }

    /// The two ports of a box: chains run from left to right, their replies from right to left.
    public enum Side: Hashable, Sendable, CaseIterable {
        case left, right

        public var opposite: Side { self == .left ? .right : .left }
    }

    public enum Direction: Hashable, Sendable, CaseIterable {
        /// From the switch into the box.
        case enters
        /// Out of the box.
        case leaves
    }
}

/// What is compared of a TCP header (RFC 9293 § 3.1).
public struct TCPSegment: Hashable, Sendable {
    public var sequence: UInt32
    /// True for a SYN, with or without an ACK: its sequence number is the initial one of its direction.
    public var opens: Bool

    public init(sequence: UInt32, opens: Bool = false) {
        self.sequence = sequence
        self.opens = opens
    }
}

/// The header fields that carry a chain's tags on the way to a box (Stratos § 4.2).
public struct PacketTag: Hashable, Sendable {
    public var dscp: DSCP
    /// `nil` without a VLAN tag.
    public var vlan: VLANID?

    public init(dscp: DSCP = .bestEffort, vlan: VLANID? = nil) {
        self.dscp = dscp
        self.vlan = vlan
    }
}
