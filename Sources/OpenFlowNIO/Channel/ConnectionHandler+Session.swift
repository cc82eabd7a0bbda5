internal import Logging
internal import NIOCore
internal import OpenFlow

/// What the switch says once the session is ready.
extension ConnectionHandler {
    func receive(_ message: Message, _ session: SwitchSession, byteCount: Int) {
        switch message.body {
        case .packetIn(let packet): session.receive(packet)
        case .echoRequest(let data): answerEcho(Message(message.transaction, .echoReply(data)))
        case .echoReply: break
        case .flowRemoved(let removed): session.offer(.flowRemoved(removed))
        case .portStatus(let status): session.receive(status)
        case .error(let error): receive(SwitchError(error, transaction: message.transaction), session)
        case .bundleControl where bundles.place(of: message.transaction) != nil:
            perform(bundles.agreed(message.transaction, now: .now()))
        case .multipartReply(let reply): answer(message, byteCount, isLast: !reply.hasMore)
        default: answer(message, byteCount, isLast: true)
        }
    }

    private func answer(_ message: Message, _ byteCount: Int, isLast: Bool) {
        guard requests.contains(message.transaction) else {
            logger.debug("an answer came that nothing waits for", metadata: ["xid": "\(message.transaction.rawValue)"])
            return
        }
        if let ending = requests.receive(message, byteCount: byteCount, isLast: isLast, now: .now()) {
            ending.waiter(ending.result)
        }
    }

    private func receive(_ error: SwitchError, _ session: SwitchSession) {
        if let place = bundles.place(of: error.transaction) {
            perform(bundles.refused(error.transaction, bundleError(error, place.index), now: .now()))
        } else if let ending = requests.fail(
            error.transaction,
            { OpenFlowSessionError(.refused, "the switch refused \($0): \(error)", switchError: error) })
        {
            ending.waiter(ending.result)
        } else {
            session.offer(.error(error))
        }
    }

    private func bundleError(_ error: SwitchError, _ index: Int?) -> OpenFlowSessionError {
        let what = index.map { "message \($0) of the bundle" } ?? "the bundle"
        return OpenFlowSessionError(
            .bundleRefused, "the switch refused \(what): \(error.code)", switchError: error, messageIndex: index)
    }

    func perform(_ outcome: BundleTable<(Result<Void, OpenFlowSessionError>) -> Void>.Outcome) {
        switch outcome {
        case .none: break
        case .send(let type, let bundle, let transaction):
            write(Message(transaction, .bundleControl(BundleControl(type, bundle))))
            if let deadline = bundles.nextDeadline { arm(at: deadline) }
        case .ended(let waiter, let result): waiter(result)
        }
    }

    /// Ends what has waited too long.
    func expire(_ now: NIODeadline) {
        for ending in requests.expire(at: now) { ending.waiter(ending.result) }
        while let late = bundles.late(at: now) {
            let error = OpenFlowSessionError(
                .requestTimedOut,
                "the switch did not answer the bundle within \(late.timeout.nanoseconds / 1_000_000) ms; "
                    + "if it was committing, whether the bundle is in force is not known")
            perform(bundles.abandon(late.bundle, error, now: now))
        }
        for deadline in [requests.nextDeadline, bundles.nextDeadline] {
            if let deadline { arm(at: deadline) }
        }
    }

    /// Registers a request that is about to be written; false where there are too many, which the waiter is told.
    func expect(
        _ transaction: TransactionID, asked: String, timeout: TimeAmount,
        _ waiter: @escaping (Result<[Message], OpenFlowSessionError>) -> Void
    ) -> Bool {
        guard !requests.isFull else {
            waiter(.failure(OpenFlowSessionError(.congested, "\(requests.count) requests wait for answers already")))
            return false
        }
        let now = NIODeadline.now()
        requests.insert(transaction, asked: asked, timeout: timeout, now: now, waiter: waiter)
        arm(at: now + timeout)
        return true
    }
}
