internal import ChainComposition
internal import ServiceChaining

/// The policies that were in force, the last few of them.
struct History: Sendable {
    struct Entry: Sendable {
        var policy: Policy
        var weights: ChainComposer.PathWeights
    }

    static let limit = 16
    private(set) var entries: [Entry] = []

    mutating func add(_ entry: Entry?) {
        guard let entry else { return }
        entries = entries.suffix(Self.limit - 1) + [entry]
    }

    mutating func takeLast() { _ = entries.popLast() }
}
