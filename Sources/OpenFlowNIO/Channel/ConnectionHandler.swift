internal import Logging
internal import NIOCore
internal import NetworkTypes
internal import OpenFlow

/// Stands between a channel and the state machines of one connection; all of it runs on the channel's event loop.
///
/// It decides nothing itself: bytes are framed and decoded, messages go to the machine of the phase, and what
/// the machine answers is written, once for everything that came in one read.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        case handshaking(HandshakeStateMachine)
        case ready(SwitchSession)
        case ended(OpenFlowSessionError)
    }

    let configuration: SessionConfiguration
    let observer: ConnectionObserver
    let peer: String
    var logger: Logger
    var context: ChannelHandlerContext?
    var phase: Phase
    var claimed: DatapathID?
    var keepAlive: KeepAliveStateMachine
    let started = NIODeadline.now()

    var frames: FrameDecoder
    var malformedCount = 0
    var isReading = false

    var outbox: [UInt8] = []
    var isFlushScheduled = false
    var waiting: [Outgoing] = []
    var owedEcho: Message?

    let transactions = TransactionCounter()
    var requests: RequestTable<(Result<[Message], OpenFlowSessionError>) -> Void>
    var bundles = BundleTable<(Result<Void, OpenFlowSessionError>) -> Void>()

    var wake: Scheduled<Void>?
    var nextWake: NIODeadline?

    init(configuration: SessionConfiguration, peer: String, logger: Logger, observer: ConnectionObserver) {
        self.configuration = configuration
        self.peer = peer
        self.logger = logger
        self.observer = observer
        phase = .handshaking(HandshakeStateMachine(maximumReplyBytes: configuration.maximumReplyBytes))
        frames = FrameDecoder(maximumLength: configuration.maximumMessageLength)
        keepAlive = KeepAliveStateMachine(
            interval: TimeAmount(configuration.echoInterval), missedLimit: configuration.missedEchoLimit, now: started)
        requests = RequestTable(
            maximumCount: configuration.maximumRequests, maximumReplyBytes: configuration.maximumReplyBytes)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { open() }
    }

    func channelActive(context: ChannelHandlerContext) {
        open()
        context.fireChannelActive()
    }

    private func open() {
        guard case .handshaking(let machine) = phase, nextWake == nil else { return }
        write(machine.opening)
        arm(at: started + TimeAmount(configuration.helloTimeout))
        arm(at: started + TimeAmount(configuration.handshakeTimeout))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isReading = true
        keepAlive.heard(at: .now())
        frames.feed(unwrapInboundIn(data))
        do throws(FrameDecoder.Failure) {
            while !isEnded, let frame = try frames.next() { receive(frame) }
        } catch {
            close(error.sessionError)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        flush()
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writeWaiting()
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(OpenFlowSessionError(.disconnected, "the switch closed the connection"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close(OpenFlowSessionError(.disconnected, "the connection broke: \(error)"))
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end(OpenFlowSessionError(.disconnected, "the connection was closed"))
        self.context = nil
    }

    var isEnded: Bool {
        if case .ended = phase { true } else { false }
    }

    private func receive(_ frame: ByteBuffer) {
        do throws(OpenFlowError) {
            let bytes = frame.readableBytesSpan
            let header = try MessageHeader.decode(bytes)
            guard header.version == .v1_3 || isVersionOpen(header.type) else { return wrongVersion(header) }
            receive(try Message.decode(bytes), header.version, byteCount: bytes.byteCount)
        } catch {
            malformed(frame, error)
        }
    }

    /// True while versions are still being agreed upon, and for a peer's refusal to do so.
    private func isVersionOpen(_ type: MessageType) -> Bool {
        guard case .handshaking(let machine) = phase else { return false }
        return type == .hello || type == .error || machine.isAwaitingHello
    }

    private func receive(_ message: Message, _ version: OpenFlowVersion, byteCount: Int) {
        switch phase {
        case .handshaking: advanceHandshake { $0.receive(message, version: version, byteCount: byteCount) }
        case .ready(let session): receive(message, session, byteCount: byteCount)
        case .ended: break
        }
    }

    private func wrongVersion(_ header: MessageHeader) {
        close(
            OpenFlowSessionError(
                .malformedMessage,
                "a \(header.type) message of version \(header.version) came where 1.3 was agreed upon"))
    }

    private func malformed(_ frame: ByteBuffer, _ error: OpenFlowError) {
        malformedCount += 1
        logger.warning("undecodable message", metadata: ["error": "\(error)", "count": "\(malformedCount)"])
        let text = "a message of the switch cannot be read: \(error)"
        guard case .ready = phase, malformedCount <= configuration.malformedMessageLimit else {
            return close(OpenFlowSessionError(.malformedMessage, text))
        }
        guard let number: UInt32 = frame.getInteger(at: frame.readerIndex + 4) else { return }
        if let ending = requests.fail(
            TransactionID(rawValue: number), { OpenFlowSessionError(.malformedMessage, "\($0): \(text)") })
        {
            ending.waiter(ending.result)
        }
    }
}

extension FrameDecoder.Failure {
    var sessionError: OpenFlowSessionError {
        switch self {
        case .tooShort(let length):
            OpenFlowSessionError(
                .malformedMessage, "a message claims \(length) bytes, fewer than its header; is the peer a switch?")
        case .tooLong(let length, let limit):
            OpenFlowSessionError(
                .messageTooLong,
                "a message of \(length) bytes exceeds the limit of \(limit) (SessionConfiguration.maximumMessageLength)"
            )
        }
    }
}
