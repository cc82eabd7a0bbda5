internal import OpenFlow

/// The controller's side of the handshake (OpenFlow 1.3.5 § 6.3.1). Pure.
///
/// HELLO both ways, features, then the ports; what the switch says unasked in between is kept for the session.
struct HandshakeStateMachine {
    enum Action: Equatable {
        case wait
        case send([Message])
        /// The switch has named itself: claim its datapath, then send.
        case claim(FeaturesReply, thenSend: [Message])
        case ready(Outcome)
        /// Send the reply, if there is one, then close.
        case reject(reply: Message?, OpenFlowSessionError)
    }

    /// What a session starts with.
    struct Outcome: Equatable {
        var features: FeaturesReply
        var ports: [PortDescription]
        /// Messages that came before the end of the handshake, oldest first.
        var early: [Message]
        /// How many more came than were kept.
        var droppedEarly: Int
    }

    private enum State {
        case awaitingHello
        case awaitingFeatures
        case awaitingPorts(FeaturesReply)
        case ended
    }

    static let hello: TransactionID = 1
    static let features: TransactionID = 2
    static let configuration: TransactionID = 3
    static let portDescription: TransactionID = 4
    static let earlyLimit = 64

    private var state = State.awaitingHello
    private var ports: [PortDescription] = []
    private var portBytes = 0
    private var early: [Message] = []
    private var droppedEarly = 0
    private let maximumReplyBytes: Int

    init(maximumReplyBytes: Int) {
        self.maximumReplyBytes = maximumReplyBytes
    }

    /// What is sent as soon as the connection is open.
    var opening: Message { Message(Self.hello, .hello(Hello(versions: VersionNegotiation.supported))) }

    var isAwaitingHello: Bool {
        if case .awaitingHello = state { true } else { false }
    }

    mutating func receive(_ message: Message, version: OpenFlowVersion, byteCount: Int) -> Action {
        switch (state, message.body) {
        case (.ended, _): return .wait
        case (.awaitingHello, .hello(let hello)): return receive(hello, version)
        case (.awaitingHello, .error(let error)), (.awaitingFeatures, .error(let error)): return fail(error)
        case (.awaitingHello, _): return fail("the peer's first message is no HELLO")
        case (_, .echoRequest(let data)): return .send([Message(message.transaction, .echoReply(data))])
        case (.awaitingFeatures, .featuresReply(let features)): return receive(features)
        case (.awaitingPorts(let features), .multipartReply(let reply)):
            return receive(reply, features, message.transaction, byteCount)
        case (.awaitingPorts, .error(let error)): return receive(error, message.transaction)
        default: return keep(message)
        }
    }

    mutating func timedOut() -> Action {
        let step =
            switch state {
            case .awaitingHello: "HELLO"
            case .awaitingFeatures: "answer to the features request"
            case .awaitingPorts: "answer to the port description request"
            case .ended: ""
            }
        guard !step.isEmpty else { return .wait }
        state = .ended
        return .reject(
            reply: nil, OpenFlowSessionError(.handshakeTimedOut, "no \(step) from the peer in time; is it a switch?"))
    }
}

extension HandshakeStateMachine {
    private mutating func receive(_ hello: Hello, _ version: OpenFlowVersion) -> Action {
        let negotiation = VersionNegotiation(header: version, hello: hello)
        guard negotiation.isUsable else {
            state = .ended
            let text = Array("OpenFlow 1.3 is spoken here; offered was \(negotiation.offer)".utf8)
            let refusal = Message(Self.hello, .error(ErrorMessage(.helloIncompatible, data: text)))
            return .reject(reply: refusal, negotiation.error)
        }
        state = .awaitingFeatures
        return .send([Message(Self.features, .featuresRequest)])
    }

    private mutating func receive(_ features: FeaturesReply) -> Action {
        guard features.auxiliaryID == 0 else { return fail("auxiliary connections are not used here") }
        state = .awaitingPorts(features)
        return .claim(
            features,
            thenSend: [
                // Without this Open vSwitch cuts packets that no rule matched to 128 bytes.
                Message(Self.configuration, .setConfig(SwitchConfiguration(missSendLength: 0xFFFF))),
                Message(Self.portDescription, .multipartRequest(MultipartRequest(.portDescription))),
            ])
    }

    private mutating func receive(
        _ reply: MultipartReply, _ features: FeaturesReply, _ transaction: TransactionID, _ byteCount: Int
    ) -> Action {
        guard transaction == Self.portDescription, case .portDescription(let part) = reply.body else {
            return fail("a multipart reply came that was not asked for")
        }
        portBytes += byteCount
        guard portBytes <= maximumReplyBytes else { return fail("the port description is longer than allowed") }
        // Changes that came before the description are in it already.
        if ports.isEmpty { early.removeAll { if case .portStatus = $0.body { true } else { false } } }
        ports += part
        guard !reply.hasMore else { return .wait }
        state = .ended
        return .ready(Outcome(features: features, ports: ports, early: early, droppedEarly: droppedEarly))
    }

    private mutating func receive(_ error: ErrorMessage, _ transaction: TransactionID) -> Action {
        // A switch may refuse the configuration and still be of use.
        transaction == Self.configuration ? .wait : fail(error)
    }

    private mutating func keep(_ message: Message) -> Action {
        if early.count < Self.earlyLimit { early.append(message) } else { droppedEarly += 1 }
        return .wait
    }

    private mutating func fail(_ error: ErrorMessage) -> Action {
        state = .ended
        let text = error.type == .helloFailed ? " (“\(String(decoding: error.data.prefix(200), as: UTF8.self))”)" : ""
        let code: OpenFlowSessionError.Code =
            error.code == .helloIncompatible ? .incompatibleVersion : .handshakeFailed
        return .reject(
            reply: nil,
            OpenFlowSessionError(
                code, "the peer refused the handshake: \(error.code)\(text)",
                switchError: SwitchError(error, transaction: Self.hello)))
    }

    private mutating func fail(_ reason: String) -> Action {
        state = .ended
        return .reject(reply: nil, OpenFlowSessionError(.handshakeFailed, reason))
    }
}
