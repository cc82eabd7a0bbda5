internal import Foundation

/// Runs blocking work on a thread of its own and returns its result.
///
/// Starting programs, entering namespaces and reading sockets block; on a two-core machine the threads of Swift's
/// concurrency pool are too few to lend any to that.
func onOwnThread<Result: Sendable>(
    _ name: String, _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread {
            continuation.resume(with: Swift.Result { try work() })
        }
        thread.name = name
        thread.stackSize = 1 << 20
        thread.start()
    }
}
