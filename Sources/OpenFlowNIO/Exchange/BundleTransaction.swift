internal import OpenFlow

/// One bundle from open to commit or discard (OpenFlow 1.4.1 § 6.9; ONF extension 230 for 1.3). Pure.
///
/// Open, all additions and close leave together. Only when the close has been answered, and with it every
/// addition has had its chance to be refused, does the commit follow. A commit that travels with the additions
/// would be quicker by one round trip, but a switch that refuses an addition goes on with the bundle without it
/// (Open vSwitch does), and half of an update would come into force.
struct BundleTransaction {
    enum Action: Equatable {
        case none
        case sendCommit
        case sendDiscard
        case succeed
        case fail(OpenFlowSessionError)
    }

    private enum State: Equatable {
        case closing
        case committing
        case discarding(OpenFlowSessionError)
        case ended
    }

    let bundle: BundleID
    /// The transaction of open; additions, close, commit and discard follow one by one.
    let first: TransactionID
    let count: UInt32
    private var state = State.closing
    private var failure: OpenFlowSessionError?

    init(_ bundle: BundleID, first: TransactionID, count: UInt32) {
        self.bundle = bundle
        self.first = first
        self.count = count
    }

    /// How many transaction numbers a bundle of so many messages takes.
    static func transactions(for count: UInt32) -> UInt32 { count &+ 4 }

    func addition(_ index: UInt32) -> TransactionID { number(1 &+ index) }
    var close: TransactionID { number(count &+ 1) }
    var commit: TransactionID { number(count &+ 2) }
    var discard: TransactionID { number(count &+ 3) }
    var isEnded: Bool { state == .ended }
    var isCollecting: Bool { state == .closing }

    private func number(_ offset: UInt32) -> TransactionID { TransactionID(rawValue: first.rawValue &+ offset) }

    func owns(_ transaction: TransactionID) -> Bool {
        transaction.rawValue &- first.rawValue < Self.transactions(for: count)
    }

    /// The place of a message in the bundle, where the transaction is an addition's.
    func index(of transaction: TransactionID) -> Int? {
        let offset = transaction.rawValue &- first.rawValue
        return (1...max(1, count)).contains(offset) && count > 0 ? Int(offset) - 1 : nil
    }

    /// The switch has agreed to open, close, commit or discard.
    mutating func agreed(_ transaction: TransactionID) -> Action {
        switch state {
        case .closing where transaction == close:
            if let failure { return startDiscarding(failure) }
            state = .committing
            return .sendCommit
        case .committing where transaction == commit:
            // Some switches report what failed before they agree to a commit that did not take place.
            if let failure { return end(.fail(failure)) }
            return end(.succeed)
        case .discarding(let error) where transaction == discard: return end(.fail(error))
        default: return .none
        }
    }

    /// The switch has refused something; the first refusal of a message is the one that is told.
    mutating func refused(_ transaction: TransactionID, _ error: OpenFlowSessionError) -> Action {
        if failure == nil || (failure?.messageIndex == nil && error.messageIndex != nil) { failure = error }
        switch state {
        case .closing where transaction == close: return startDiscarding(failure ?? error)
        case .committing where transaction == commit: return startDiscarding(failure ?? error)
        case .discarding(let first) where transaction == discard: return end(.fail(first))
        default: return .none
        }
    }

    /// The time is over, or the caller has lost interest.
    mutating func abandon(_ error: OpenFlowSessionError) -> Action {
        switch state {
        case .closing, .committing: startDiscarding(failure ?? error)
        case .discarding(let first): end(.fail(first))
        case .ended: .none
        }
    }

    private mutating func startDiscarding(_ error: OpenFlowSessionError) -> Action {
        state = .discarding(error)
        return .sendDiscard
    }

    private mutating func end(_ action: Action) -> Action {
        state = .ended
        return action
    }
}
