internal import Synchronization

/// A queue between an event loop and one reading task that never grows beyond its limits.
///
/// Writers never wait. What does not fit is dropped and counted by the writer's answer.
final class BoundedEventQueue<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element?] = []
        var head = 0
        var reader: CheckedContinuation<Element?, Never>?
        var isFinished = false

        mutating func pop() -> Element? {
            guard head < elements.count else { return nil }
            let element = elements[head]
            elements[head] = nil
            head += 1
            if head == elements.count {
                elements.removeAll(keepingCapacity: elements.capacity <= 1024)
                head = 0
            } else if head > 1024, head * 2 > elements.count {
                elements.removeFirst(head)
                head = 0
            }
            return element
        }
    }

    private let state = Mutex(State())

    /// How many elements wait.
    var count: Int { state.withLock { $0.elements.count - $0.head } }

    /// False where the limit is reached or the queue has ended; the element is dropped then.
    func offer(_ element: Element, limit: Int) -> Bool {
        let (accepted, reader) = state.withLock { state -> (Bool, CheckedContinuation<Element?, Never>?) in
            guard !state.isFinished else { return (false, nil) }
            if let reader = state.reader {
                state.reader = nil
                return (true, reader)
            }
            guard state.elements.count - state.head < limit else { return (false, nil) }
            state.elements.append(element)
            return (true, nil)
        }
        reader?.resume(returning: element)
        return accepted
    }

    /// Ends the queue; what waits is still read.
    func finish() {
        let reader = state.withLock { state in
            state.isFinished = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    /// The next element, `nil` at the end, or when the task is cancelled, or where another task waits already.
    func next() async -> Element? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { wait($0) }
        } onCancel: {
            state.withLock { state in
                defer { state.reader = nil }
                return state.reader
            }?.resume(returning: nil)
        }
    }

    private func wait(_ continuation: CheckedContinuation<Element?, Never>) {
        let result = state.withLock { state -> Element?? in
            if let element = state.pop() { return .some(element) }
            if state.isFinished || state.reader != nil || Task.isCancelled { return .some(nil) }
            state.reader = continuation
            return nil
        }
        if let result { continuation.resume(returning: result) }
    }
}
