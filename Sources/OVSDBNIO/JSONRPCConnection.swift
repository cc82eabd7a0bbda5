internal import Logging
internal import NIOCore
public import OVSDB
internal import Synchronization

/// A JSON-RPC 1.0 connection: sends requests and gives every answer to who asked for it.
///
/// OVSDB servers and the control sockets of the Open vSwitch daemons both speak it. Requests may overlap. When the
/// connection ends, every request that waits fails with `.connectionLost`; none waits for ever.
public final class JSONRPCConnection: Sendable {
    /// What the connection does with messages that answer no request.
    struct Receiver: Sendable {
        /// Called on the event loop, in the order of arrival. An error closes the connection.
        var notification: @Sendable (_ method: String, _ parameters: [JSONValue]) throws -> Void = { _, _ in }
        /// Called once, with the reason for the end.
        var end: @Sendable (OVSDBClientError) -> Void = { _ in }
    }

    /// Where the peer is.
    public let address: OVSDBAddress
    let configuration: OVSDBClientConfiguration
    private let channel: any Channel
    private let receiver: Receiver
    private let logger: Logger
    private let pending = Mutex(PendingRequests())

    init(
        channel: any Channel, address: OVSDBAddress, configuration: OVSDBClientConfiguration, receiver: Receiver,
        logger: Logger
    ) {
        self.channel = channel
        self.address = address
        self.configuration = configuration
        self.receiver = receiver
        self.logger = logger
    }

    /// Calls a method and waits for its result.
    ///
    /// - Parameter timeout: How long to wait; nil takes the configuration's.
    /// - Throws: ``OVSDBClientError`` with `.refused`, `.timedOut`, `.connectionLost` or `.protocolViolation`;
    ///   `CancellationError` when the task is cancelled. Late answers are dropped.
    public func request(
        _ method: String, _ parameters: [JSONValue], timeout: Duration? = nil
    ) async throws -> JSONValue {
        try Task.checkCancellation()
        let id = pending.withLock { $0.announce() }
        let limit = timeout ?? configuration.requestTimeout
        let deadline = scheduleDeadline(limit, method: method, id: id)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let waiter = PendingRequests.Waiter(
                    continuation: continuation, deadline: deadline, cancelsOnServer: method == "transact")
                start(waiter, id: id, .request(id: .integer(id), method: method, parameters: parameters))
            }
        } onCancel: {
            abandon(id, because: CancellationError())
        }
    }

    /// Closes the connection and waits until it is closed. Requests that wait fail.
    public func close() async {
        end(because: OVSDBClientError(.connectionLost, "the connection to \(address) was closed by this side"))
        // An error here means that it was closed already.
        try? await channel.close().get()
    }

    /// Registers and sends in one go on the event loop, so that a `cancel` can never overtake its request.
    private func start(_ waiter: PendingRequests.Waiter, id: Int64, _ request: JSONRPCMessage) {
        // An event loop that was shut down runs nothing any more; its channels are closed by then.
        let refusal = pending.withLock { $0.end == nil ? nil : $0.register(waiter, for: id) }
        if let refusal { return waiter.resume(with: .failure(refusal)) }
        channel.eventLoop.execute { [self] in
            if let error = pending.withLock({ $0.register(waiter, for: id) }) {
                waiter.resume(with: .failure(error))
            } else {
                send(request)
            }
        }
    }

    private func scheduleDeadline(_ limit: Duration, method: String, id: Int64) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: TimeAmount(limit)) { [self] in
            abandon(
                id,
                because: OVSDBClientError(
                    .timedOut, "\(address) did not answer \"\(method)\" within \(limit); is the server overloaded?"))
        }
    }

    private func abandon(_ id: Int64, because error: any Error) {
        guard let waiter = pending.withLock({ $0.abandon(id, because: error) }) else { return }
        if waiter.cancelsOnServer { send(.notification(method: "cancel", parameters: [.integer(id)])) }
        waiter.resume(with: .failure(error))
    }
}

// MARK: - What the channel handler calls

extension JSONRPCConnection {
    func send(_ message: JSONRPCMessage) {
        // A failed write closes the channel, and that fails everybody who waits.
        channel.writeAndFlush(ByteBuffer(bytes: message.json.serialised), promise: nil)
    }

    /// Takes a message from the peer.
    ///
    /// - Throws: When the message makes it pointless to go on.
    func receive(_ message: JSONRPCMessage) throws {
        switch message {
        case .result(let id, let result): answer(id, .success(result))
        case .failure(let id, let error): answer(id, .failure(refusal(error)))
        case .request(let id, "echo", let parameters): send(.result(id: id, .array(parameters)))
        case .request(let id, let method, _):
            send(.failure(id: id, ["error": "unknown method", "details": .string(method)]))
        case .notification(let method, let parameters): try receiver.notification(method, parameters)
        }
    }

    /// Fails everybody who waits, now and later.
    func end(because error: OVSDBClientError) {
        let (isFirst, waiters) = pending.withLock { pending in
            (pending.end == nil, pending.close(because: error))
        }
        for waiter in waiters { waiter.resume(with: .failure(error)) }
        guard isFirst else { return }
        logger.debug("connection ended", metadata: ["peer": "\(address)", "reason": "\(error)"])
        receiver.end(error)
    }

    private func answer(_ id: JSONValue, _ result: Result<JSONValue, any Error>) {
        guard let number = id.integerValue, let waiter = pending.withLock({ $0.complete(number) }) else {
            logger.trace("answer that nobody waits for", metadata: ["peer": "\(address)", "id": "\(id)"])
            return
        }
        waiter.resume(with: result)
    }

    private func refusal(_ error: JSONValue) -> OVSDBClientError {
        let failure = try? OperationFailure(json: error)
        return OVSDBClientError(
            .refused, "\(address) answered: \(failure?.description ?? error.description)", failure: failure)
    }
}
