public import OpenFlow

/// The limits and time-outs of a session, and what answers packets on the event loop.
///
/// The defaults suit a controller beside its switches; nothing is unlimited.
public struct SessionConfiguration: Sendable {
    /// From the connection to the peer's HELLO.
    public var helloTimeout: Duration = .seconds(5)
    /// From the connection to the end of the handshake.
    public var handshakeTimeout: Duration = .seconds(10)
    /// How long the switch may take for an answer, or between two parts of one, unless a call says otherwise.
    public var requestTimeout: Duration = .seconds(10)
    /// Silence after which an echo request is sent, and time between two of them.
    public var echoInterval: Duration = .seconds(5)
    /// How many echo requests in a row may stay unanswered before the connection is closed.
    public var missedEchoLimit: Int = 3
    /// The longest message that is accepted, in bytes; OpenFlow's own limit is 65535.
    public var maximumMessageLength: Int = 65535
    /// The longest multipart reply, all parts together, in bytes.
    public var maximumReplyBytes: Int = 64 << 20
    /// How many requests may wait for an answer at one time.
    public var maximumRequests: Int = 65536
    /// How many undecodable messages are survived (counted and logged) before the connection is closed.
    public var malformedMessageLimit: Int = 16
    /// How many packet-ins wait for the reader of `SwitchSession.events`; more are dropped and counted.
    public var packetInQueueLimit: Int = 4096
    /// How many other events wait for the reader; more are dropped and counted, `disconnected` never.
    public var eventQueueLimit: Int = 65536
    /// Bytes waiting to be written above which `send` suspends and `sendNow` refuses.
    public var writeBufferHighWatermark: Int = 1 << 20
    /// Bytes waiting to be written below which they go on.
    public var writeBufferLowWatermark: Int = 256 << 10
    /// Open connections per listener, handshakes included.
    public var maximumConnections: Int = 4096
    /// Connections per listener that have not finished the handshake.
    public var maximumHandshakes: Int = 512
    /// Answers packet-ins on the event loop, before they would be queued; see `PacketInHandler`.
    public var packetInHandler: PacketInHandler?

    public init() {}
}

/// Answers a packet-in on the session's event loop: the fast path of a reactive controller.
///
/// It must return within microseconds and never block, because every session of the loop waits for it.
/// What it sends with `SwitchSession.sendNow` leaves in one write when all packets that came together are answered.
///
/// ```swift
/// configuration.packetInHandler = { packet, session in
///     guard let port = packet.inPort, let out = routes[port] else { return .enqueue }
///     session.sendNow(.packetOut(PacketOut(inPort: port, actions: [.output(out)], data: packet.data)))
///     return .handled
/// }
/// ```
public typealias PacketInHandler = @Sendable (PacketIn, SwitchSession) -> PacketInDisposition

/// What becomes of a packet-in after the handler has seen it.
public enum PacketInDisposition: Hashable, Sendable {
    /// Nobody else needs it.
    case handled
    /// It goes on to `SwitchSession.events`.
    case enqueue
}
