import Testing

@testable import ChainComposition

@Suite struct SmoothWeightedRoundRobinTests {
    @Test("5:1:1 is spread, and exact over a turn")
    func spread() {
        var picker = SmoothWeightedRoundRobin([("a", 5), ("b", 1), ("c", 1)])
        let picks = (0..<7).compactMap { _ in picker.next() }
        #expect(picks == ["a", "a", "b", "a", "c", "a", "a"])
    }

    @Test("nothing to pick")
    func empty() {
        var picker = SmoothWeightedRoundRobin([("a", 0)])
        #expect(picker.next() == nil)
    }
}
