public import NetworkTypes
public import OpenFlow

/// The way of a packet, and of what became of it, through the network: every event in order.
public struct Walk: Sendable {
    public internal(set) var events: [WalkEvent] = []
    /// What endpoints answer to what was delivered; not followed by this walk.
    public internal(set) var replies: [PendingPacket] = []
    /// What the tables of switches did, in order; each belongs in front of an event.
    public internal(set) var lookups: [SwitchLookups] = []

    public init() {}

    /// What a switch did with one packet before it put out what the next events say.
    public struct SwitchLookups: Hashable, Sendable {
        public let datapath: DatapathID
        public let steps: [TraceStep]
        /// The index of the event that comes next; the number of all events where none does.
        public internal(set) var nextEvent: Int
    }

    /// The names of the boxes entered, in order: the visited sequence.
    public var boxes: [String] { visits.map(\.box) }

    /// The boxes entered and the sides, in order.
    public var visits: [Visit] {
        events.compactMap {
            if case .enteredBox(let name, let side, _) = $0 { Visit(box: name, side: side) } else { nil }
        }
    }

    /// What reached endpoints.
    public var deliveries: [Delivery] {
        events.compactMap {
            if case .delivered(let name, let port, let packet) = $0 {
                Delivery(endpoint: name, port: port, packet: packet)
            } else {
                nil
            }
        }
    }

    /// Every way in which a packet was lost.
    public var losses: [WalkEvent] { events.filter(\.isLoss) }

    public var packetIns: [PacketIn] {
        events.compactMap { if case .packetIn(_, let message) = $0 { message } else { nil } }
    }

    public struct Visit: Hashable, Sendable {
        public let box: String
        public let side: BoxSide
    }

    public struct Delivery: Hashable, Sendable {
        public let endpoint: String
        public let port: SwitchPort
        public let packet: Packet
    }
}

/// A packet about to enter a switch.
public struct PendingPacket: Hashable, Sendable {
    public var packet: Packet
    public var port: SwitchPort

    public init(_ packet: Packet, at port: SwitchPort) {
        self.packet = packet
        self.port = port
    }
}

/// Something that happened to a packet on its way.
public enum WalkEvent: Hashable, Sendable {
    case enteredSwitch(SwitchPort, Packet)
    case leftSwitch(SwitchPort, Packet)
    /// From switch to switch through a tunnel.
    case tunnelled(from: SwitchPort, to: SwitchPort, TunnelKey, Packet)
    case enteredBox(String, BoxSide, Packet)
    case leftBox(String, BoxSide, Packet)
    case delivered(String, SwitchPort, Packet)
    case packetIn(DatapathID, PacketIn)
    case droppedBySwitch(DatapathID, DropReason, Packet)
    case droppedByBox(String, reason: String, Packet)
    /// It left by a port to which nothing is attached.
    case unattached(SwitchPort, Packet)
    /// No switch has the tunnel's address, or that switch has no port for it.
    case tunnelEndMissing(SwitchPort, TunnelKey, Packet)
    /// The walk was cut off: the packet loops or multiplies.
    case hopLimit(Packet)

    public var isLoss: Bool {
        switch self {
        case .droppedBySwitch, .droppedByBox, .unattached, .tunnelEndMissing, .hopLimit: true
        default: false
        }
    }
}
