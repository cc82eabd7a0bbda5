internal import Logging
internal import NIOCore
internal import OpenFlow

/// Time, and the end of the connection.
extension ConnectionHandler {
    /// Wakes the connection at the given time, unless it wakes before.
    func arm(at deadline: NIODeadline) {
        guard let context, !isEnded else { return }
        if let nextWake, nextWake <= deadline { return }
        wake?.cancel()
        nextWake = deadline
        wake = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
            self?.awake()
        }
    }

    private func awake() {
        nextWake = nil
        wake = nil
        let now = NIODeadline.now()
        switch phase {
        case .handshaking(let machine):
            let limit = machine.isAwaitingHello ? configuration.helloTimeout : configuration.handshakeTimeout
            let due = started + TimeAmount(min(limit, configuration.handshakeTimeout))
            if now >= due { advanceHandshake { $0.timedOut() } } else { arm(at: due) }
        case .ready:
            keepAlive(now)
            expire(now)
        case .ended: break
        }
    }

    func keepAlive(_ now: NIODeadline) {
        switch keepAlive.tick(at: now) {
        case .wait(let until): arm(at: until)
        case .sendEcho(let next):
            if canWrite { write(Message(transactions.take(), .echoRequest([]))) }
            arm(at: next)
        case .giveUp(let missed):
            close(
                OpenFlowSessionError(
                    .peerSilent,
                    "the switch has left \(missed) echo requests unanswered, \(configuration.echoInterval) apart"))
        }
    }

    /// Ends the session with a reason, with what is already written still going out.
    func close(_ error: OpenFlowSessionError) {
        guard !isEnded else { return }
        emptyOutbox()
        // Told before the flush: that fails when the peer has gone already, and would give its own reason.
        end(error)
        context?.flush()
        context?.close(promise: nil)
    }

    /// Tells everybody who waits. Does nothing the second time.
    func end(_ error: OpenFlowSessionError) {
        guard !isEnded else { return }
        var error = error
        error.datapath = error.datapath ?? claimed
        let before = phase
        phase = .ended(error)
        wake?.cancel()
        frames.clear()
        outbox = []
        endWaiters(error)
        if case .ready(let session) = before {
            session.ended(error)
            observer.ended(error, claimed, true)
        } else {
            observer.ended(error, claimed, false)
        }
        logger.info("connection ended", metadata: ["reason": "\(error)"])
    }

    private func endWaiters(_ error: OpenFlowSessionError) {
        let waiting = waiting
        self.waiting = []
        for outgoing in waiting { outgoing.failed(error) }
        for ending in requests.removeAll(error) { ending.waiter(ending.result) }
        for waiter in bundles.removeAll() {
            var error = error
            error.message = "the bundle was not confirmed, so whether it is in force is not known: \(error.message)"
            waiter(.failure(error))
        }
    }
}

extension ConnectionHandler {
    func advanceHandshake(_ step: (inout HandshakeStateMachine) -> HandshakeStateMachine.Action) {
        guard case .handshaking(var machine) = phase else { return }
        let action = step(&machine)
        phase = .handshaking(machine)
        if !machine.isAwaitingHello { arm(at: started + TimeAmount(configuration.handshakeTimeout)) }
        perform(action)
    }

    private func perform(_ action: HandshakeStateMachine.Action) {
        switch action {
        case .wait: break
        case .send(let messages): for message in messages { write(message) }
        case .claim(let features, let messages): claim(features, messages)
        case .ready(let outcome): becomeReady(outcome)
        case .reject(let reply, let error):
            if let reply { write(reply) }
            close(error)
        }
    }

    private func claim(_ features: FeaturesReply, _ messages: [Message]) {
        guard observer.claim(features.datapath) else {
            return close(
                OpenFlowSessionError(
                    .duplicateDatapath,
                    "another connection owns datapath \(features.datapath) and keeps it; give every bridge a datapath "
                        + "of its own, or wait until the old connection has ended", datapath: features.datapath))
        }
        claimed = features.datapath
        logger[metadataKey: "datapath"] = "\(features.datapath)"
        for message in messages { write(message) }
    }

    private func becomeReady(_ outcome: HandshakeStateMachine.Outcome) {
        guard let context else { return }
        let session = SwitchSession(self, context, outcome)
        phase = .ready(session)
        logger.info("session is ready", metadata: ["peer": "\(peer)", "ports": "\(outcome.ports.count)"])
        wake?.cancel()
        nextWake = nil
        keepAlive(.now())
        observer.ready(session)
        session.countDropped(packetIns: outcome.droppedEarly)
        for message in outcome.early where !isEnded { receive(message, session, byteCount: 0) }
    }
}
