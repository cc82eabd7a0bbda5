internal import NIOCore
internal import OpenFlow

/// The requests that wait for an answer, by transaction: pairing, reassembly and deadlines. Pure.
///
/// `Waiter` is whatever the caller wants back when a request ends.
struct RequestTable<Waiter> {
    /// How a request ended.
    typealias Ending = (waiter: Waiter, result: Result<[Message], OpenFlowSessionError>)

    private struct Entry {
        let waiter: Waiter
        let asked: String
        let timeout: TimeAmount
        var deadline: NIODeadline
        var parts: [Message] = []
        var bytes = 0
    }

    private let maximumCount: Int
    private let maximumReplyBytes: Int
    private var entries: [TransactionID: Entry] = [:]
    private(set) var nextDeadline: NIODeadline?

    init(maximumCount: Int, maximumReplyBytes: Int) {
        self.maximumCount = maximumCount
        self.maximumReplyBytes = maximumReplyBytes
    }

    var count: Int { entries.count }
    var isFull: Bool { entries.count >= maximumCount }

    func contains(_ transaction: TransactionID) -> Bool { entries[transaction] != nil }

    func asked(_ transaction: TransactionID) -> String? { entries[transaction]?.asked }

    mutating func insert(
        _ transaction: TransactionID, asked: String, timeout: TimeAmount, now: NIODeadline, waiter: Waiter
    ) {
        let deadline = now + timeout
        entries[transaction] = Entry(waiter: waiter, asked: asked, timeout: timeout, deadline: deadline)
        nextDeadline = min(nextDeadline ?? deadline, deadline)
    }

    /// Takes an answer; `nil` where nothing waits for it or more parts are to come.
    mutating func receive(_ message: Message, byteCount: Int, isLast: Bool, now: NIODeadline) -> Ending? {
        guard var entry = entries.removeValue(forKey: message.transaction) else { return nil }
        entry.bytes += byteCount
        guard entry.bytes <= maximumReplyBytes else { return (entry.waiter, .failure(tooLarge(entry))) }
        entry.parts.append(message)
        guard !isLast else { return (entry.waiter, .success(entry.parts)) }
        entry.deadline = now + entry.timeout
        entries[message.transaction] = entry
        return nil
    }

    /// Ends a request with an error; `nil` where it does not wait.
    mutating func fail(_ transaction: TransactionID, _ error: (String) -> OpenFlowSessionError) -> Ending? {
        guard let entry = entries.removeValue(forKey: transaction) else { return nil }
        return (entry.waiter, .failure(error(entry.asked)))
    }

    /// Ends the requests whose time is over.
    ///
    /// - Complexity: O(requests), but only when a deadline has come.
    mutating func expire(at now: NIODeadline) -> [Ending] {
        guard let next = nextDeadline, next <= now else { return [] }
        let late = entries.filter { $0.value.deadline <= now }
        for transaction in late.keys { entries[transaction] = nil }
        nextDeadline = entries.values.map(\.deadline).min()
        return late.values.map { ($0.waiter, .failure(timedOut($0))) }
    }

    /// Ends all requests, because the connection has ended.
    mutating func removeAll(_ error: OpenFlowSessionError) -> [Ending] {
        defer {
            entries = [:]
            nextDeadline = nil
        }
        return entries.values.map { entry in
            var error = error
            error.message = "\(entry.asked) was not answered: \(error.message)"
            return (entry.waiter, .failure(error))
        }
    }

    private func tooLarge(_ entry: Entry) -> OpenFlowSessionError {
        OpenFlowSessionError(
            .replyTooLarge,
            "the answer to \(entry.asked) has more than \(maximumReplyBytes) bytes; "
                + "ask for less (one table, a filter) or raise SessionConfiguration.maximumReplyBytes")
    }

    private func timedOut(_ entry: Entry) -> OpenFlowSessionError {
        let progress = entry.parts.isEmpty ? "" : " after \(entry.parts.count) parts"
        return OpenFlowSessionError(
            .requestTimedOut,
            "\(entry.asked) was not answered within \(entry.timeout.nanoseconds / 1_000_000) ms\(progress); "
                + "whether the switch has acted on it is not known")
    }
}
