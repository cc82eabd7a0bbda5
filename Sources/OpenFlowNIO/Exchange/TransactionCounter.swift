internal import OpenFlow

/// Hands out transaction numbers; the low ones are the handshake's.
struct TransactionCounter {
    static let first: UInt32 = 0x100
    private var next = first

    /// A number, or the first of a run of consecutive numbers.
    mutating func take(_ count: UInt32 = 1) -> TransactionID {
        if UInt32.max - next < count { next = Self.first }
        defer { next += count }
        return TransactionID(rawValue: next)
    }

    init(next: UInt32 = first) { self.next = max(next, Self.first) }
}
