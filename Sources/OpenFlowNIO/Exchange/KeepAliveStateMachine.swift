internal import NIOCore

/// Decides when to send an echo request and when a silent peer is given up (OpenFlow 1.3.5 § 7.5.1).
///
/// Anything that the peer says counts as a sign of life, so that a busy session sends no echo at all.
struct KeepAliveStateMachine {
    enum Action: Equatable {
        /// Nothing to do before the given time.
        case wait(until: NIODeadline)
        /// Send an echo request, and ask again at the given time.
        case sendEcho(next: NIODeadline)
        /// The peer has left this many echo requests unanswered.
        case giveUp(missed: Int)
    }

    private let interval: TimeAmount
    private let missedLimit: Int
    private var lastHeard: NIODeadline
    private var lastEcho: NIODeadline?
    private var missed = 0

    init(interval: TimeAmount, missedLimit: Int, now: NIODeadline) {
        self.interval = interval
        self.missedLimit = max(1, missedLimit)
        lastHeard = now
    }

    mutating func heard(at now: NIODeadline) {
        lastHeard = now
        missed = 0
        lastEcho = nil
    }

    mutating func tick(at now: NIODeadline) -> Action {
        let due = (lastEcho ?? lastHeard) + interval
        guard now >= due else { return .wait(until: due) }
        guard missed < missedLimit else { return .giveUp(missed: missed) }
        missed += 1
        lastEcho = now
        return .sendEcho(next: now + interval)
    }
}
