internal import OVSDB
internal import Synchronization

/// Changes on their way from the event loop to one reader, who may be slow: what waits is coalesced per row.
final class ChangeFeed: Sendable {
    private typealias Waiter = CheckedContinuation<[RowChange]?, any Error>

    private enum End {
        case finished
        case failed(OVSDBClientError)
    }

    private struct State {
        var changes = CoalescedChanges()
        var end: End?
        var waiter: Waiter?

        /// What a reader gets at once, or nil when he has to wait.
        mutating func poll() -> Result<[RowChange]?, any Error>? {
            if !changes.isEmpty { return .success(changes.takeAll()) }
            switch end {
            case .finished: return .success(nil)
            case .failed(let error): return .failure(error)
            case nil: return nil
            }
        }

        /// The waiter and what to tell him, once there is something.
        mutating func wake() -> (Waiter, Result<[RowChange]?, any Error>)? {
            guard let waiter, let result = poll() else { return nil }
            self.waiter = nil
            return (waiter, result)
        }
    }

    private let state = Mutex(State())

    func append(_ changes: [RowChange]) {
        wake { $0.changes.append(changes) }
    }

    /// Ends the sequence, after the changes that still wait.
    func finish(because error: OVSDBClientError?) {
        wake { $0.end = $0.end ?? error.map(End.failed) ?? .finished }
    }

    private func wake(after change: (inout State) -> Void) {
        let woken = state.withLock { state in
            change(&state)
            return state.wake()
        }
        if let (waiter, result) = woken { waiter.resume(with: result) }
    }

    /// The next batch; nil at the end.
    func next() async throws -> [RowChange]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: Waiter) in
                let (displaced, result) = state.withLock { state -> (Waiter?, Result<[RowChange]?, any Error>?) in
                    if Task.isCancelled { return (nil, .failure(CancellationError())) }
                    if let result = state.poll() { return (nil, result) }
                    defer { state.waiter = continuation }
                    return (state.waiter, nil)
                }
                // A feed has one reader; should there be two by mistake, the first gets an empty batch and asks again.
                displaced?.resume(returning: [])
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(throwing: CancellationError())
        }
    }
}
