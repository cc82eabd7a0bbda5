internal import NIOCore
internal import OpenFlow

/// The bundles that are under way in a session. Pure; there are never more than a few.
struct BundleTable<Waiter> {
    struct Entry {
        var transaction: BundleTransaction
        let waiter: Waiter
        let timeout: TimeAmount
        var deadline: NIODeadline
    }

    /// What to send for a bundle, or how it ended.
    enum Outcome {
        case none
        case send(BundleControl.ControlType, BundleID, TransactionID)
        case ended(Waiter, Result<Void, OpenFlowSessionError>)
    }

    private var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }
    var nextDeadline: NIODeadline? { entries.map(\.deadline).min() }

    mutating func insert(_ transaction: BundleTransaction, timeout: TimeAmount, now: NIODeadline, waiter: Waiter) {
        entries.append(Entry(transaction: transaction, waiter: waiter, timeout: timeout, deadline: now + timeout))
    }

    /// Which message of which bundle a transaction is; `nil` where it belongs to none.
    func place(of transaction: TransactionID) -> (bundle: BundleID, index: Int?)? {
        entries.first { $0.transaction.owns(transaction) }.map {
            ($0.transaction.bundle, $0.transaction.index(of: transaction))
        }
    }

    mutating func agreed(_ transaction: TransactionID, now: NIODeadline) -> Outcome {
        update(now, { $0.owns(transaction) }, { $0.agreed(transaction) })
    }

    mutating func refused(_ transaction: TransactionID, _ error: OpenFlowSessionError, now: NIODeadline) -> Outcome {
        update(now, { $0.owns(transaction) }, { $0.refused(transaction, error) })
    }

    mutating func abandon(_ bundle: BundleID, _ error: OpenFlowSessionError, now: NIODeadline) -> Outcome {
        update(now, { $0.bundle == bundle }, { $0.abandon(error) })
    }

    /// More of the bundle has been written, so the switch gets its full time again.
    mutating func postpone(_ bundle: BundleID, now: NIODeadline) {
        for index in entries.indices where entries[index].transaction.bundle == bundle {
            entries[index].deadline = now + entries[index].timeout
        }
    }

    /// True until the bundle has been closed, committed or given up.
    func isCollecting(_ bundle: BundleID) -> Bool {
        entries.first { $0.transaction.bundle == bundle }?.transaction.isCollecting ?? false
    }

    /// A bundle whose time is over.
    func late(at now: NIODeadline) -> (bundle: BundleID, timeout: TimeAmount)? {
        entries.first { $0.deadline <= now }.map { ($0.transaction.bundle, $0.timeout) }
    }

    mutating func removeAll() -> [Waiter] {
        defer { entries = [] }
        return entries.map(\.waiter)
    }

    private mutating func update(
        _ now: NIODeadline, _ isMeant: (BundleTransaction) -> Bool,
        _ change: (inout BundleTransaction) -> BundleTransaction.Action
    ) -> Outcome {
        guard let index = entries.firstIndex(where: { isMeant($0.transaction) }) else { return .none }
        let action = change(&entries[index].transaction)
        let bundle = entries[index].transaction
        switch action {
        case .none: return .none
        case .sendCommit: return next(.commitRequest, bundle, bundle.commit, index, now)
        case .sendDiscard: return next(.discardRequest, bundle, bundle.discard, index, now)
        case .succeed: return .ended(entries.remove(at: index).waiter, .success(()))
        case .fail(let error): return .ended(entries.remove(at: index).waiter, .failure(error))
        }
    }

    private mutating func next(
        _ type: BundleControl.ControlType, _ bundle: BundleTransaction, _ transaction: TransactionID, _ index: Int,
        _ now: NIODeadline
    ) -> Outcome {
        entries[index].deadline = now + entries[index].timeout
        return .send(type, bundle.bundle, transaction)
    }
}
