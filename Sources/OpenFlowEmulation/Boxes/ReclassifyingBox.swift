public import NetworkTypes

/// A box that looks into traffic and marks it: the branch behind it reads the mark.
public struct ReclassifyingBox: EmulatedBox {
    /// What becomes of packets of one kind.
    public struct Rule: Hashable, Sendable {
        /// The port at the far end, of packets from the left.
        public var port: TransportPort
        public var marking: DSCP

        public init(port: TransportPort, marking: DSCP) {
            self.port = port
            self.marking = marking
        }
    }

    public let rules: [Rule]

    public init(_ rules: [Rule]) { self.rules = rules }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        var result = packet
        if side == .left, let flow = packet.fiveTuple,
            let rule = rules.first(where: { $0.port == flow.destinationPort })
        {
            result.dscp = rule.marking
        }
        return .emit(result, on: side.opposite)
    }
}

/// A box that overwrites the field in which tags travel, to plant a fault that must be noticed.
public struct TagChangingBox: EmulatedBox {
    public let tags: Tags

    /// What it writes over what it finds; `nil` leaves a field alone.
    public struct Tags: Hashable, Sendable {
        public var marking: DSCP?
        public var vlan: UInt16?
        public var label: UInt32?
        public var path: UInt32?

        public init(marking: DSCP? = nil, vlan: UInt16? = nil, label: UInt32? = nil, path: UInt32? = nil) {
            self.marking = marking
            self.vlan = vlan
            self.label = label
            self.path = path
        }
    }

    public init(_ tags: Tags) { self.tags = tags }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        var result = packet
        if let marking = tags.marking { result.dscp = marking }
        if let vlan = tags.vlan { result.vlan?.id = vlan & 0xFFF }
        if let label = tags.label { result.label?.label = label & 0xF_FFFF }
        if let path = tags.path { result.nsh?.path = path & 0xFF_FFFF }
        return .emit(result, on: side.opposite)
    }
}

/// A box that becomes another one at a moment of the network's clock: an update makes a firewall translate addresses.
public struct ChangingBox: EmulatedBox {
    private var first: any EmulatedBox
    private var second: any EmulatedBox
    public let moment: Duration

    public init(_ first: any EmulatedBox, until moment: Duration, then second: any EmulatedBox) {
        self.first = first
        self.second = second
        self.moment = moment
    }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        now < moment ? first.receive(packet, on: side, at: now) : second.receive(packet, on: side, at: now)
    }
}
