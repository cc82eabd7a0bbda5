internal import Logging
internal import NIOCore
internal import OpenFlow

/// Writing: messages are gathered and leave in one write per read or turn of the loop.
extension ConnectionHandler {
    /// Above this the gathered bytes go to the channel at once, so that it can say when it has too many.
    private static var outboxLimit: Int { 64 << 10 }

    var canWrite: Bool { !isEnded && (context?.channel.isWritable ?? false) }

    /// False where the message cannot be encoded.
    @discardableResult
    func write(_ message: Message) -> Bool {
        do {
            try message.append(to: &outbox, version: .v1_3)
            scheduleFlush()
            return true
        } catch {
            logger.error("a message cannot be encoded", metadata: ["error": "\(error)"])
            return false
        }
    }

    func write(_ bytes: [UInt8]) {
        outbox += bytes
        scheduleFlush()
    }

    private func scheduleFlush() {
        if outbox.count >= Self.outboxLimit { emptyOutbox() }
        guard !isReading, !isFlushScheduled, let context else { return }
        isFlushScheduled = true
        context.eventLoop.assumeIsolated().execute { [self] in
            isFlushScheduled = false
            flush()
        }
    }

    func emptyOutbox() {
        guard let context, !outbox.isEmpty else { return }
        context.write(wrapOutboundOut(context.channel.allocator.buffer(bytes: outbox)), promise: nil)
        outbox.removeAll(keepingCapacity: outbox.capacity <= 4 * Self.outboxLimit)
    }

    func flush() {
        emptyOutbox()
        context?.flush()
    }

    /// Writes now, or after those who came before when the channel can be written to again.
    func submit(_ outgoing: Outgoing) {
        if case .ended(let error) = phase { return outgoing.failed(error) }
        if waiting.isEmpty, canWrite {
            if outgoing.willWrite() { write(outgoing.bytes) }
        } else if waiting.count < configuration.maximumRequests {
            waiting.append(outgoing)
        } else {
            outgoing.failed(
                OpenFlowSessionError(.congested, "\(waiting.count) senders wait already; the switch does not keep up"))
        }
    }

    func writeWaiting() {
        guard canWrite else { return }
        if let echo = owedEcho {
            owedEcho = nil
            write(echo)
        }
        var written = 0
        while written < waiting.count, canWrite {
            if waiting[written].willWrite() { write(waiting[written].bytes) }
            written += 1
        }
        waiting.removeFirst(min(written, waiting.count))
    }

    /// Takes back what has not been written yet.
    func withdraw(_ transaction: TransactionID, _ error: OpenFlowSessionError) {
        guard let index = waiting.firstIndex(where: { $0.transaction == transaction }) else { return }
        waiting.remove(at: index).failed(error)
    }

    /// Answers an echo request; while the peer does not read, only the last one is remembered.
    func answerEcho(_ reply: Message) {
        if canWrite { write(reply) } else { owedEcho = reply }
    }
}
