import ServiceChaining
import TestSupport
import Testing

@testable import ChainComposition

@Suite struct PathSelectionTests {
    private func shares(_ position: Int, _ weights: [Int]) -> [PathSelection.Share] {
        weights.enumerated().map {
            PathSelection.Share(instance: InstanceID("\(position).\($0.offset)"), weight: $0.element)
        }
    }

    @Test("three instances before two: four paths, every instance with its share")
    func threeAndTwo() {
        let paths = PathSelection.refinement.paths(through: [shares(0, [1, 1, 1]), shares(1, [1, 1])])
        #expect(paths.map(\.instances) == [["0.0", "1.0"], ["0.1", "1.0"], ["0.1", "1.1"], ["0.2", "1.1"]])
        #expect(paths.map(\.weight) == [2, 1, 1, 2])
    }

    @Test("equal numbers of instances pair up")
    func diagonal() {
        let paths = PathSelection.refinement.paths(through: [shares(0, [1, 1]), shares(1, [1, 1])])
        #expect(paths.map(\.instances) == [["0.0", "1.0"], ["0.1", "1.1"]])
    }

    @Test("a subchain without functions has one path")
    func empty() {
        #expect(PathSelection.refinement.paths(through: []).map(\.weight) == [1])
        #expect(PathSelection.allCombinations.paths(through: []).map(\.weight) == [1])
    }

    @Test("no instance, no path")
    func noInstance() {
        #expect(PathSelection.refinement.paths(through: [shares(0, [1]), []]).isEmpty)
        #expect(PathSelection.refinement.paths(through: [shares(0, [0])]).isEmpty)
    }

    @Test("every combination, as the paper has it")
    func combinations() {
        let paths = PathSelection.allCombinations.paths(through: [shares(0, [1, 3]), shares(1, [1, 1])])
        #expect(paths.count == 4)
        #expect(paths.map(\.weight) == [1, 1, 3, 3])
    }

    @Test("shares are exact and paths few, whatever the weights", arguments: 0..<200 as Range<UInt64>)
    func property(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let positions = (0..<Int.random(in: 1...5, using: &random)).map { position in
            shares(
                position, (0..<Int.random(in: 1...6, using: &random)).map { _ in Int.random(in: 1...5, using: &random) }
            )
        }
        let paths = PathSelection.refinement.paths(through: positions)
        #expect(paths.count <= 1 + positions.reduce(0) { $0 + $1.count - 1 })
        #expect(paths.allSatisfy { (1...65_535).contains($0.weight) })
        let total = paths.reduce(0) { $0 + $1.weight }
        for (index, position) in positions.enumerated() {
            let sum = position.reduce(0) { $0 + $1.weight }
            for share in position {
                let given = paths.filter { $0.instances[index] == share.instance }.reduce(0) { $0 + $1.weight }
                let wanted = Double(share.weight) / Double(sum)
                #expect(abs(Double(given) / Double(total) - wanted) < 0.001, "seed \(seed)")
            }
        }
    }

    @Test("huge weights neither trap nor leave the range of a bucket")
    func hugeWeights() {
        for selection in PathSelection.allCases {
            let paths = selection.paths(through: [shares(0, [.max, 1, 7]), shares(1, [.max, 13])])
            #expect(!paths.isEmpty && paths.allSatisfy { (1...65_535).contains($0.weight) })
        }
    }
}
