internal import NIOCore
public import NetworkTypes
public import OpenFlow
internal import Synchronization

/// A connection to one switch, from the end of the handshake to the end of the connection.
///
/// Sessions come from an ``OpenFlowListener`` or an ``OpenFlowConnector``. Everything may be called from anywhere:
///
/// ```swift
/// try await session.applyBundle(rules)                       // all of them or none
/// let flows = try await session.flows(FlowStatsRequest())    // what is installed
/// for await event in session.events { … }                    // what happens
/// ```
///
/// What is called on the session's event loop (see ``PacketInHandler``) costs no hop between threads.
public final class SwitchSession: Sendable {
    /// Identifies the switch.
    public let datapath: DatapathID
    /// What the switch said of itself in the handshake.
    public let features: FeaturesReply
    /// The peer's address as text.
    public let peer: String
    /// Packet-ins that the handler has not kept, and everything else that the switch says unasked. One reader.
    public let events: SwitchEvents

    let eventLoop: any EventLoop
    let handler: NIOLoopBound<ConnectionHandler>
    let transactions: TransactionCounter
    let configuration: SessionConfiguration
    private let packetInHandler: NIOLoopBoundBox<PacketInHandler?>
    private let state: Mutex<State>
    private let queue = BoundedEventQueue<SwitchEvent>()

    private struct State {
        var ports: PortTable
        var dropped = DroppedEvents()
        var end: OpenFlowSessionError?
    }

    /// To be called on the event loop.
    init(_ handler: ConnectionHandler, _ context: ChannelHandlerContext, _ outcome: HandshakeStateMachine.Outcome) {
        datapath = outcome.features.datapath
        features = outcome.features
        peer = handler.peer
        events = SwitchEvents(queue: queue)
        eventLoop = context.eventLoop
        self.handler = NIOLoopBound(handler, eventLoop: context.eventLoop)
        transactions = handler.transactions
        configuration = handler.configuration
        packetInHandler = NIOLoopBoundBox(handler.configuration.packetInHandler, eventLoop: context.eventLoop)
        state = Mutex(State(ports: PortTable(outcome.ports)))
    }

    /// The ports of the switch as it last told.
    public var ports: [PortNumber: PortDescription] { state.withLock { $0.ports.ports } }

    /// The port of a name, such as that of a network interface.
    public func port(named name: String) -> PortDescription? {
        ports.values.first { $0.name.description == name }
    }

    /// False once the connection has ended.
    public var isOpen: Bool { state.withLock { $0.end == nil } }

    /// Why the connection has ended, `nil` while it is open.
    public var end: OpenFlowSessionError? { state.withLock { $0.end } }

    /// What was thrown away so far because ``events`` was not read in time.
    public var droppedEvents: DroppedEvents { state.withLock { $0.dropped } }

    /// True on the thread on which the session's packet-in handler and reply closures run.
    public var isOnEventLoop: Bool { eventLoop.inEventLoop }

    /// Replaces the handler that ``SessionConfiguration/packetInHandler`` gave.
    ///
    /// Takes effect at once when called on the event loop, otherwise soon.
    public func setPacketInHandler(_ new: PacketInHandler?) {
        if eventLoop.inEventLoop { return packetInHandler.value = new }
        eventLoop.execute { [packetInHandler] in packetInHandler.value = new }
    }

    /// Ends the connection; who still waits for an answer gets the error `disconnected`.
    public func close() {
        eventLoop.execute { [handler] in
            handler.value.close(OpenFlowSessionError(.disconnected, "the controller closed the session"))
        }
    }
}

/// Called by the connection's handler, on the event loop.
extension SwitchSession {
    func receive(_ packet: PacketIn) {
        if let handler = packetInHandler.value, handler(packet, self) == .handled { return }
        guard !queue.offer(.packetIn(packet), limit: configuration.packetInQueueLimit) else { return }
        countDropped(packetIns: 1)
    }

    func receive(_ status: PortStatus) {
        state.withLock { $0.ports.apply(status) }
        offer(.portStatus(status))
    }

    func offer(_ event: SwitchEvent) {
        let limit = configuration.packetInQueueLimit + configuration.eventQueueLimit
        guard !queue.offer(event, limit: limit) else { return }
        state.withLock { $0.dropped.others += 1 }
    }

    func countDropped(packetIns count: Int) {
        guard count > 0 else { return }
        state.withLock { $0.dropped.packetIns += UInt64(count) }
    }

    func ended(_ error: OpenFlowSessionError) {
        state.withLock { $0.end = error }
        _ = queue.offer(.disconnected(error), limit: .max)
        queue.finish()
    }
}

extension SwitchSession: CustomStringConvertible {
    public var description: String { "switch \(datapath) at \(peer)" }
}
