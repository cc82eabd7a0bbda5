public import NetworkTypes

/// A packet that the switch hands to the controller (OpenFlow 1.3.5 § 7.4.1).
public struct PacketIn: Hashable, Sendable {
    public var bufferID: BufferID
    /// The full length of the packet, of which `data` may hold a part.
    public var totalLength: UInt16
    public var reason: Reason
    public var table: TableID
    public var cookie: Cookie
    public var match: Match
    /// The Ethernet frame.
    public var data: [UInt8]

    public init(
        bufferID: BufferID = .none, totalLength: UInt16, reason: Reason, table: TableID, cookie: Cookie, match: Match,
        data: [UInt8]
    ) {
        self.bufferID = bufferID
        self.totalLength = totalLength
        self.reason = reason
        self.table = table
        self.cookie = cookie
        self.match = match
        self.data = data
    }

    /// `OFPR_*`.
    public struct Reason: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let noMatch = Reason(rawValue: 0)
        public static let action = Reason(rawValue: 1)
        public static let invalidTTL = Reason(rawValue: 2)
    }

    /// The port by which the packet came.
    public var inPort: PortNumber? {
        match[.inPort].map { PortNumber(rawValue: UInt32(truncatingIfNeeded: $0.value)) }
    }
}

/// A packet that the controller sends through the switch (OpenFlow 1.3.5 § 7.3.7).
public struct PacketOut: Hashable, Sendable {
    public var bufferID: BufferID
    public var inPort: PortNumber
    public var actions: [Action]
    public var data: [UInt8]

    public init(bufferID: BufferID = .none, inPort: PortNumber, actions: [Action], data: [UInt8]) {
        self.bufferID = bufferID
        self.inPort = inPort
        self.actions = actions
        self.data = data
    }
}

/// A rule has gone (OpenFlow 1.3.5 § 7.4.2).
public struct FlowRemoved: Hashable, Sendable {
    public var cookie: Cookie
    public var priority: UInt16
    public var reason: Reason
    public var table: TableID
    public var durationSeconds: UInt32
    public var durationNanoseconds: UInt32
    public var idleTimeout: UInt16
    public var hardTimeout: UInt16
    public var packetCount: UInt64
    public var byteCount: UInt64
    public var match: Match

    public init(
        cookie: Cookie, priority: UInt16, reason: Reason, table: TableID, durationSeconds: UInt32 = 0,
        durationNanoseconds: UInt32 = 0, idleTimeout: UInt16 = 0, hardTimeout: UInt16 = 0, packetCount: UInt64 = 0,
        byteCount: UInt64 = 0, match: Match
    ) {
        self.cookie = cookie
        self.priority = priority
        self.reason = reason
        self.table = table
        self.durationSeconds = durationSeconds
        self.durationNanoseconds = durationNanoseconds
        self.idleTimeout = idleTimeout
        self.hardTimeout = hardTimeout
        self.packetCount = packetCount
        self.byteCount = byteCount
        self.match = match
    }

    /// `OFPRR_*`.
    public struct Reason: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let idleTimeout = Reason(rawValue: 0)
        public static let hardTimeout = Reason(rawValue: 1)
        public static let delete = Reason(rawValue: 2)
        public static let groupDelete = Reason(rawValue: 3)
    }
}
