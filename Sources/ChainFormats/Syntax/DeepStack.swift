private import Foundation
private import Synchronization

/// Runs a recursive parser where its recursion has room.
///
/// Yams descends once for every level of a document and stops at a thousand, which is more than the stack of a thread
/// holds on some platforms.
enum DeepStack {
    /// In bytes; a level takes less than 4 KiB.
    private static let size = 16 << 20

    private final class Outcome<Value: Sendable, Failure: Error>: Sendable {
        let result = Mutex<Result<Value, Failure>?>(nil)
    }

    /// Calls the function on a thread of its own and waits for it.
    static func run<Value: Sendable, Failure: Error>(
        _ function: @escaping @Sendable () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let outcome = Outcome<Value, Failure>()
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            let result = Result(catching: function)
            outcome.result.withLock { $0 = result }
            done.signal()
        }
        thread.stackSize = size
        thread.start()
        done.wait()
        // Only a thread that never ran leaves no result; the caller's own stack is then all there is.
        guard let result = outcome.result.withLock({ $0 }) else { return try function() }
        return try result.get()
    }
}
