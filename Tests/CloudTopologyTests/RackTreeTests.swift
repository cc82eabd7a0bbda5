import CloudTopology
import Testing

struct RackTreeTests {
    private func pair(_ from: Int, _ to: Int) -> RackPair { RackPair(from: RackID(from), to: RackID(to)) }

    @Test func heightsFollowTheGroups() {
        let tree = RackTree(racks: 11, racksPerAggregation: 4)
        #expect([pair(0, 0), pair(0, 3), pair(3, 4), pair(8, 10)].map(tree.height) == [0, 1, 2, 1])
        #expect(tree.rootLevel == 2)
    }

    @Test func wayGoesUpAndDownAgain() {
        let tree = RackTree(racks: 8, racksPerAggregation: 4)
        #expect(
            tree.links(of: pair(1, 6)) == [
                TreeLink(level: 0, index: 1, direction: .up), TreeLink(level: 1, index: 0, direction: .up),
                TreeLink(level: 1, index: 1, direction: .down), TreeLink(level: 0, index: 6, direction: .down),
            ])
        #expect(tree.links(of: pair(1, 1)).isEmpty)
        #expect(tree.links(of: pair(1, 6)).allSatisfy(tree.contains))
    }

    @Test func treesOfAnyDepthAreChecked() {
        let tree = RackTree(parents: [[0, 0, 1, 2], [0, 0, 1]])
        #expect(tree?.height(of: pair(0, 2)) == 2)
        #expect(tree?.height(of: pair(0, 3)) == 3)
        #expect(RackTree(parents: [[0, 3], [0]]) == nil)
        #expect(RackTree(parents: [[0, -1]]) == nil)
        #expect(RackTree(parents: []) == nil)
    }

    @Test func strangersAreNoCrash() {
        let tree = RackTree(racks: 4, racksPerAggregation: 2)
        #expect(tree.height(of: pair(-1, 99)) <= 2)
        #expect(!tree.contains(TreeLink(level: 0, index: 4, direction: .up)))
        #expect(!tree.contains(TreeLink(level: 2, index: 0, direction: .up)))
        #expect(!tree.contains(TreeLink(level: -1, index: 0, direction: .up)))
        #expect(RackTree(racks: -3, racksPerAggregation: 0).rackCount == 0)
    }
}
