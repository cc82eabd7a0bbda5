/// Picks choices in proportion to their weights, as evenly in time as can be.
///
/// With weights 5, 1, 1 the picks are A A B A C A A and so on, never five A in a row followed by the others. Over
/// a full turn the shares are exact.
package struct SmoothWeightedRoundRobin<Choice: Hashable & Sendable>: Sendable {
    private var entries: [(choice: Choice, weight: Int, current: Int)]

    /// Choices without weight are left out.
    package init(_ choices: [(Choice, Int)]) {
        entries = choices.filter { $0.1 > 0 }.map { ($0.0, $0.1, 0) }
    }

    /// `nil` where there is nothing to pick.
    package mutating func next() -> Choice? {
        guard !entries.isEmpty else { return nil }
        let total = entries.reduce(0) { $0 + $1.weight }
        var best = 0
        for index in entries.indices {
            entries[index].current += entries[index].weight
            if entries[index].current > entries[best].current { best = index }
        }
        entries[best].current -= total
        return entries[best].choice
    }
}
