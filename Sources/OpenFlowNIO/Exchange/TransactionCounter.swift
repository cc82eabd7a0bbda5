internal import OpenFlow
internal import Synchronization

/// Hands out transaction numbers to any thread; the low ones are the handshake's.
final class TransactionCounter: Sendable {
    static let first: UInt32 = 0x100
    private let next: Mutex<UInt32>

    init(next: UInt32 = first) {
        self.next = Mutex(max(next, Self.first))
    }

    /// A number, or the first of a run of consecutive numbers.
    func take(_ count: UInt32 = 1) -> TransactionID {
        next.withLock { next in
            if UInt32.max - next < count { next = Self.first }
            defer { next += min(count, UInt32.max - next) }
            return TransactionID(rawValue: next)
        }
    }
}
