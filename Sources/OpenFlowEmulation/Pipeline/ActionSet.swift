internal import OpenFlow

/// An action set and the order in which Open vSwitch carries it out (OpenFlow 1.3.5 § 5.10).
///
/// Pops and pushes come first, then all sets and moves in their order, then one last action only: of several, group
/// wins over output, output over resubmit, resubmit over `ct`. A set without a last action does nothing at all.
struct ActionSet: Hashable, Sendable {
    private(set) var actions: [Action] = []

    init(_ actions: [Action] = []) { self.actions = actions }

    mutating func write(_ more: [Action]) { actions += more }

    mutating func clear() { actions = [] }

    /// The list of actions to carry out.
    var list: [Action] {
        guard let last = lastAction else { return [] }
        return (0..<9).compactMap { slot in actions.last { Self.slot($0) == slot } }
            + actions.filter { Self.isSet($0) } + [last]
    }

    private var lastAction: Action? {
        var best: (rank: Int, action: Action)?
        for action in actions {
            guard let rank = Self.rank(action) else { continue }
            if best.map({ rank >= $0.rank }) ?? true { best = (rank, action) }
        }
        return best?.action
    }

    /// The place of what counts once.
    private static func slot(_ action: Action) -> Int? {
        switch action {
        case .popVLAN: 0
        case .popMPLS: 1
        case .decap: 2
        case .encap: 3
        case .pushMPLS: 4
        case .pushVLAN: 5
        case .decrementNetworkTTL: 6
        case .decrementMPLSTTL: 7
        case .decrementNSHTTL: 8
        default: nil
        }
    }

    private static func rank(_ action: Action) -> Int? {
        switch action {
        case .conntrack: 0
        case .clearConntrack: 1
        case .resubmit: 2
        case .output: 3
        case .group: 4
        default: nil
        }
    }

    private static func isSet(_ action: Action) -> Bool {
        switch action {
        case .setField, .load, .move, .setQueue, .setNetworkTTL, .setMPLSTTL: true
        default: false
        }
    }
}
