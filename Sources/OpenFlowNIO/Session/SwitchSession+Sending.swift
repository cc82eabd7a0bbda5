internal import NIOCore
public import OpenFlow
internal import Synchronization

/// Sending without waiting for an answer.
extension SwitchSession {
    /// Sends a message, after waiting for the switch to keep up if it must.
    ///
    /// It returns when the message is on its way. What the switch has against it comes as ``SwitchEvent/error(_:)``;
    /// use ``request(_:timeout:)``, ``barrier(timeout:)`` or ``applyBundle(_:timeout:)`` where that matters.
    ///
    /// - Throws: `OpenFlowSessionError`: `disconnected`, `cancelled`, `congested`, or `malformedMessage` where the
    ///   message cannot be encoded.
    public func send(_ body: Message.Body) async throws {
        try await send([body])
    }

    /// Sends messages in their order and in one write.
    public func send(_ bodies: [Message.Body]) async throws {
        guard let count = UInt32(exactly: bodies.count), count > 0 else { return }
        let first = transactions.take(count)
        var bytes: [UInt8] = []
        for (offset, body) in bodies.enumerated() { try append(body, first.advanced(by: offset), to: &bytes) }
        try await write(bytes, first) { _ in }
    }

    /// Sends a message now, for use on the event loop: no suspension, no promise, no hop.
    ///
    /// What is sent while packets are being handled leaves in one write after the last of them; what is sent at other
    /// times leaves at the end of the loop's turn; ``flush()`` hurries it. Called from another thread, it
    /// is sent as soon as the loop can.
    ///
    /// - Returns: False where the session has ended, more than the high watermark waits to be written, or the message
    ///   cannot be encoded. From another thread true says only that the session was open.
    @discardableResult
    public func sendNow(_ body: Message.Body) -> Bool {
        let message = Message(transactions.take(), body)
        guard eventLoop.inEventLoop else {
            eventLoop.execute { [handler] in _ = handler.value.writeIfPossible(message) }
            return isOpen
        }
        return handler.value.writeIfPossible(message)
    }

    /// Writes at once what ``sendNow(_:)`` has gathered. Only on the event loop; elsewhere it is done soon.
    public func flush() {
        if eventLoop.inEventLoop { return handler.value.flush() }
        eventLoop.execute { [handler] in handler.value.flush() }
    }

    func append(
        _ body: Message.Body, _ transaction: TransactionID, to bytes: inout [UInt8]
    ) throws(OpenFlowSessionError) {
        do {
            try Message(transaction, body).append(to: &bytes, version: .v1_3)
        } catch {
            throw OpenFlowSessionError(
                .malformedMessage, "\(body.kind) cannot be sent: \(error)", datapath: datapath)
        }
    }

    /// Hands bytes to the event loop and returns when they are on their way.
    func write(
        _ bytes: [UInt8], _ transaction: TransactionID,
        before willWrite: @escaping @Sendable (ConnectionHandler) -> Void
    ) async throws {
        try await exchange(transaction) { handler, finish in
            handler.submit(
                Outgoing(
                    transaction: transaction, bytes: bytes,
                    willWrite: {
                        willWrite(handler)
                        finish(.success(()))
                        return true
                    }, failed: { finish(.failure($0)) }))
        } onCancel: { handler, error in
            handler.withdraw(transaction, error)
        }
    }

    /// Starts something on the event loop and waits until it has finished, with cancellation.
    func exchange<Value: Sendable>(
        _ transaction: TransactionID,
        start: @escaping @Sendable (ConnectionHandler, @escaping (Result<Value, OpenFlowSessionError>) -> Void) -> Void,
        onCancel: @escaping @Sendable (ConnectionHandler, OpenFlowSessionError) -> Void
    ) async throws -> Value {
        let isCancelled = Atomic(false)
        let error = OpenFlowSessionError(.cancelled, "the task was cancelled", datapath: datapath)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                eventLoop.execute { [handler] in
                    guard !isCancelled.load(ordering: .acquiring) else { return continuation.resume(throwing: error) }
                    start(handler.value) { continuation.resume(with: $0) }
                }
            }
        } onCancel: {
            isCancelled.store(true, ordering: .releasing)
            eventLoop.execute { [handler] in onCancel(handler.value, error) }
        }
    }
}

extension ConnectionHandler {
    func writeIfPossible(_ message: Message) -> Bool { canWrite && write(message) }
}

extension TransactionID {
    func advanced(by offset: Int) -> TransactionID {
        TransactionID(rawValue: rawValue &+ UInt32(truncatingIfNeeded: offset))
    }
}
