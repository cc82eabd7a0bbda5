internal import NIOCore
public import OpenFlow

/// Asking and waiting for the answer.
extension SwitchSession {
    /// Sends a message and waits for its answer: a barrier, a role, a configuration, an experimenter's message.
    ///
    /// - Parameter timeout: Instead of ``SessionConfiguration/requestTimeout``.
    /// - Throws: `OpenFlowSessionError`: `refused` with the switch's error, `requestTimedOut`, `unexpectedReply` for
    ///   an answer in several parts, `disconnected`, `cancelled`, `congested`.
    public func request(_ body: Message.Body, timeout: Duration? = nil) async throws -> Message {
        let replies = try await replies(to: body, timeout: timeout)
        guard replies.count == 1, let reply = replies.first else {
            throw unexpected(body, "\(replies.count) parts; use multipart(_:)")
        }
        return reply
    }

    /// Waits until the switch has done all that was sent before (OpenFlow 1.3.5 § 7.3.8).
    public func barrier(timeout: Duration? = nil) async throws {
        let reply = try await request(.barrierRequest, timeout: timeout)
        guard case .barrierReply = reply.body else { throw unexpected(.barrierRequest, reply.body.kind) }
    }

    /// Asks for something that may come in several parts and waits for all of them, up to
    /// ``SessionConfiguration/maximumReplyBytes``.
    public func multipart(
        _ request: MultipartRequest.Body, timeout: Duration? = nil
    ) async throws -> [MultipartReply.Body] {
        let body = Message.Body.multipartRequest(MultipartRequest(request))
        return try await replies(to: body, timeout: timeout).map { message in
            guard case .multipartReply(let reply) = message.body else { throw unexpected(body, message.body.kind) }
            return reply.body
        }
    }

    /// As ``request(_:timeout:)``, for use on the event loop: the closure runs there when the answer comes.
    ///
    /// A reactive controller asks several switches for a barrier this way and lets the packet go at the last answer.
    public func requestNow(
        _ body: Message.Body, timeout: Duration? = nil,
        onReply: @escaping @Sendable (Result<Message, OpenFlowSessionError>) -> Void
    ) {
        guard eventLoop.inEventLoop else {
            return eventLoop.execute { [self] in requestNow(body, timeout: timeout, onReply: onReply) }
        }
        let transaction = transactions.take()
        let handler = handler.value
        guard handler.canWrite else { return onReply(.failure(end ?? congested(body))) }
        let isExpected = handler.expect(transaction, asked: body.kind, timeout: amount(timeout)) { [self] result in
            onReply(result.flatMap { replies in replies.first.map { .success($0) } ?? .failure(congested(body)) })
        }
        guard isExpected, !handler.write(Message(transaction, body)) else { return }
        let ending = handler.requests.fail(transaction) {
            OpenFlowSessionError(.malformedMessage, "\($0) cannot be encoded", datapath: datapath)
        }
        if let ending { ending.waiter(ending.result) }
    }

    private func replies(to body: Message.Body, timeout: Duration?) async throws -> [Message] {
        let (transaction, amount, asked) = (transactions.take(), amount(timeout), body.kind)
        var bytes: [UInt8] = []
        try append(body, transaction, to: &bytes)
        return try await exchange(transaction) { [bytes] handler, finish in
            handler.submit(
                Outgoing(
                    transaction: transaction, bytes: bytes,
                    willWrite: { handler.expect(transaction, asked: asked, timeout: amount, finish) },
                    failed: { finish(.failure($0)) }))
        } onCancel: { handler, error in
            handler.withdraw(transaction, error)
            if let ending = handler.requests.fail(transaction, { _ in error }) { ending.waiter(ending.result) }
        }
    }

    func amount(_ timeout: Duration?) -> TimeAmount { TimeAmount(timeout ?? configuration.requestTimeout) }

    private func congested(_ body: Message.Body) -> OpenFlowSessionError {
        OpenFlowSessionError(
            .congested, "\(body.kind) was not sent: the switch does not keep up with what is written",
            datapath: datapath)
    }

    func unexpected(_ body: Message.Body, _ answer: String) -> OpenFlowSessionError {
        OpenFlowSessionError(.unexpectedReply, "\(body.kind) was answered by \(answer)", datapath: datapath)
    }
}
