/// One connection of a client, from connect to close, with its clock readings.
///
/// Used by one thread, the one that is inside the client's namespace.
final class Conversation {
    private(set) var outcome: ConnectionOutcome
    private let kind: TransportKind
    private let size: ExchangeSize
    private var socket: BlockingSocket?
    private var nextRequest: UInt32 = 0

    /// Connects, or notes why it could not.
    init(id: UInt64, of client: TrafficClient, to address: TrafficClient.Addresses, size: ExchangeSize) {
        outcome = ConnectionOutcome(id: id)
        kind = client.transport
        self.size = size
        do throws(TrafficFailure) {
            let socket = try BlockingSocket(kind, family: address.server.family, timeout: client.timeout)
            if let source = address.source { try socket.bind(to: source) }
            let begun = MonotonicTime.now
            try socket.connect(to: address.server)
            if kind == .tcp { outcome.connect = MonotonicTime.now.nanoseconds(since: begun) }
            outcome.localPort = socket.localPort
            self.socket = socket
        } catch {
            outcome.failure = error
        }
    }

    var isOpen: Bool { socket != nil }

    /// Sends a request and waits for its reply; a failure ends the conversation.
    func exchange() {
        guard let socket else { return }
        let header = ExchangeHeader(
            connection: outcome.id, request: nextRequest, requestBytes: size.request, replyBytes: size.reply)
        nextRequest &+= 1
        let message = header.message(of: header.requestBytes)
        do throws(TrafficFailure) {
            let begun = MonotonicTime.now
            try socket.send(message)
            try socket.receive(header)
            outcome.requests.append(MonotonicTime.now.nanoseconds(since: begun))
        } catch {
            end(error)
        }
    }

    /// Closes in order and returns what happened.
    func finish() -> ConnectionOutcome {
        if let socket, kind == .tcp {
            do throws(TrafficFailure) { try socket.finish() } catch { end(error) }
        }
        socket = nil
        return outcome
    }

    func noteDelay(_ nanoseconds: Int64) {
        outcome.delay = nanoseconds
    }

    private func end(_ failure: TrafficFailure) {
        outcome.failure = failure
        socket = nil
    }
}
