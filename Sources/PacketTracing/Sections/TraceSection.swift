public import NetworkTypes
public import ServiceChaining

/// One stay of a packet on its way: in a switch, in a box, with the controller, or at its end.
public enum TraceSection: Hashable, Sendable {
    case bridge(SwitchVisit)
    case box(BoxVisit)
    /// The switch asked the controller what to do with the packet.
    case controller(String)
    case delivery(endpoint: String, port: String, PacketView)
    /// It was lost, and why.
    case loss(String)
}

/// What one switch did with a packet.
public struct SwitchVisit: Hashable, Sendable {
    public let name: String
    /// Where it came from: `port 2, endpoint 'client'`, `tunnel, key 5`; for what the controller sent, that.
    public let from: String
    /// The port by which it came; `nil` for what the controller sent.
    public let port: SwitchPort?
    /// The key under which it came through a tunnel (RFC 7348 § 5).
    public let tunnelKey: UInt64?
    /// As it came in; `nil` for what the controller sent.
    public let packet: PacketView?
    public internal(set) var steps: [TableStep] = []
    public internal(set) var outputs: [Output] = []

    /// A packet that left the switch.
    public struct Output: Hashable, Sendable {
        /// Where it goes: `port 3, left side of 'fw1'`, `tunnel to switch s2, key 5`.
        public internal(set) var to: String
        public let packet: PacketView
    }
}

/// One look-up in a table, and what came of it.
public struct TableStep: Hashable, Sendable {
    /// `nil` for what the controller had the switch do.
    public let table: TableName?
    /// `nil` where no rule matched.
    public let rule: MatchedRule?
    /// What happened besides: buckets that were picked, what the tracker said, what did not work.
    public internal(set) var notes: [String] = []

    public struct TableName: Hashable, Sendable {
        public let number: UInt8
        /// What the compiler calls it; `nil` for a table of somebody else's.
        public let name: String?
    }

    public struct MatchedRule: Hashable, Sendable {
        public let priority: UInt16
        /// In the words of `ovs-ofctl`.
        public let match: String
        public let actions: String
        public let cookie: UInt64
        /// The path that the rule is for; `nil` for one that serves all.
        public let path: String?
    }
}

/// What one box did with a packet.
public struct BoxVisit: Hashable, Sendable {
    public let instance: InstanceID
    /// `nil` where the policy has no such instance.
    public let function: FunctionID?
    public let headers: HeaderTreatment
    public let insertion: ServiceFunction.Insertion
    public let side: String
    public let packet: PacketView
    public internal(set) var outputs: [Output] = []
    /// Why nothing came out; `nil` where something did.
    public internal(set) var dropReason: String?

    public struct Output: Hashable, Sendable {
        public let side: String
        public let packet: PacketView
        /// What the box has rewritten.
        public let changes: [String]
    }
}
