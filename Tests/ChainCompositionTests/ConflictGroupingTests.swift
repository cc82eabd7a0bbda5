import TestSupport
import Testing

@testable import ChainComposition

@Suite struct ConflictGroupingTests {
    @Test("no smaller number of groups would do", arguments: 0..<200 as Range<UInt64>)
    func fewest(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 0...7, using: &random)
        let density = Double.random(in: 0...1, using: &random)
        var conflicts: Set<[Int]> = []
        for a in 0..<count { for b in 0..<a where random.chance(density) { conflicts.insert([b, a]) } }
        let grouping = ConflictGrouping(formerly: Array(repeating: nil, count: count)) { conflicts.contains([$0, $1]) }
        #expect(conflicts.allSatisfy { grouping.groups[$0[0]] != grouping.groups[$0[1]] })
        #expect(Set(grouping.groups).count == Self.fewest(count, conflicts))
    }

    /// Every assignment of groups, from one group upwards.
    private static func fewest(_ count: Int, _ conflicts: Set<[Int]>) -> Int {
        guard count > 0 else { return 0 }
        for groups in 1...count {
            var assignment = Array(repeating: 0, count: count)
            repeat {
                if conflicts.allSatisfy({ assignment[$0[0]] != assignment[$0[1]] }) { return groups }
            } while increment(&assignment, base: groups)
        }
        return count
    }

    private static func increment(_ digits: inout [Int], base: Int) -> Bool {
        for index in digits.indices {
            digits[index] += 1
            if digits[index] < base { return true }
            digits[index] = 0
        }
        return false
    }

    @Test("what has been together stays together, even where fewer groups would do")
    func loyalty() {
        // 0 and 1 share a group, and so do 2 and 3; 0–2 and 1–3 would do as well as any, but nobody moves.
        let grouping = ConflictGrouping(formerly: [5, 5, 7, 7, nil]) { a, b in [a, b] == [0, 2] || b == 4 && a < 2 }
        #expect(grouping.groups == [0, 0, 1, 1, 1])
    }

    @Test("whoever conflicts with his group by now leaves it")
    func parting() {
        let grouping = ConflictGrouping(formerly: [1, 1]) { _, _ in true }
        #expect(grouping.groups == [0, 1])
    }

    @Test("large graphs are grouped soundly, if not always best")
    func large() {
        var random = SeededGenerator(seed: 1)
        let count = 60
        var conflicts: Set<[Int]> = []
        for a in 0..<count { for b in 0..<a where random.chance(0.3) { conflicts.insert([b, a]) } }
        let groups = ConflictGrouping(formerly: Array(repeating: nil, count: count)) {
            conflicts.contains([$0, $1])
        }.groups
        #expect(conflicts.allSatisfy { groups[$0[0]] != groups[$0[1]] })
        #expect(Set(groups).count < count / 2)
    }
}
