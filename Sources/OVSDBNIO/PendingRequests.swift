internal import NIOCore
internal import OVSDB

/// The requests that have no answer yet, and what becomes of them when the connection ends.
///
/// No method resumes anybody: each hands out what the caller must resume once it has left the lock.
struct PendingRequests {
    typealias Continuation = CheckedContinuation<JSONValue, any Error>

    /// Somebody who waits.
    struct Waiter {
        var continuation: Continuation
        var deadline: Scheduled<Void>?
        /// Whether the server is told when nobody waits any more (RFC 7047 § 4.1.4).
        var cancelsOnServer: Bool

        func resume(with result: Result<JSONValue, any Error>) {
            deadline?.cancel()
            continuation.resume(with: result)
        }
    }

    private enum Entry {
        /// The identifier is given out, the request is not sent yet.
        case announced
        /// It was cancelled or its time ran out before it could be sent.
        case abandoned(any Error)
        case sent(Waiter)
    }

    private var entries: [Int64: Entry] = [:]
    private var lastID: Int64 = 0
    private(set) var end: OVSDBClientError?

    /// A new identifier for a request that will be registered soon.
    mutating func announce() -> Int64 {
        lastID &+= 1
        entries[lastID] = .announced
        return lastID
    }

    /// Registers who waits for an announced request. When an error is returned, nothing must be sent and the caller
    /// resumes the waiter with it.
    mutating func register(_ waiter: Waiter, for id: Int64) -> (any Error)? {
        if case .abandoned(let error) = entries[id] {
            entries[id] = nil
            return error
        }
        if let end {
            entries[id] = nil
            return end
        }
        entries[id] = .sent(waiter)
        return nil
    }

    /// The waiter that an answer belongs to; nil when nobody waits for it any more.
    mutating func complete(_ id: Int64) -> Waiter? {
        guard case .sent(let waiter) = entries[id] else { return nil }
        entries[id] = nil
        return waiter
    }

    /// Gives a request up. Returns the waiter when the request was sent.
    mutating func abandon(_ id: Int64, because error: any Error) -> Waiter? {
        switch entries[id] {
        case .sent(let waiter):
            entries[id] = nil
            return waiter
        case .announced:
            entries[id] = .abandoned(error)
            return nil
        case .abandoned, nil:
            return nil
        }
    }

    /// Ends everything; the first reason stays. Returns those who wait.
    mutating func close(because error: OVSDBClientError) -> [Waiter] {
        end = end ?? error
        var waiters: [Waiter] = []
        for (id, entry) in entries {
            guard case .sent(let waiter) = entry else { continue }
            entries[id] = nil
            waiters.append(waiter)
        }
        return waiters
    }
}
