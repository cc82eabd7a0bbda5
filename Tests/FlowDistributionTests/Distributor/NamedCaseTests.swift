import CloudTopology
import FlowDistribution
import FlowDistributionTesting
import Testing

/// Problems on which an earlier version went wrong, found by search.
@Suite struct NamedCaseTests {
    /// The bound on a row is just enough: what is left of it is rounding, of either sign.
    @Test(arguments: [61, 152, 205, 3485] as [UInt64])
    func boundsThatAreJustEnough(seed: UInt64) throws {
        try AnswerCheck.solve(DistributionGenerator(seed: seed).varied(), "varied \(seed)")
    }

    /// A source that sends nothing gets no dust from its neighbours.
    @Test func dustAtASourceWithoutVolume() throws {
        let problem = DistributionGenerator(seed: 5623).varied()
        #expect(problem.chains.contains { $0.volume > 0 && $0.sources.contains { $0.volume == 0 } })
        try AnswerCheck.solve(problem, "varied 5623")
    }

    /// An instance of one chain has a capacity, and others beside it are shared.
    @Test(arguments: [1224, 1454] as [UInt64])
    func capacityOfAnUnsharedInstanceBesideSharedOnes(seed: UInt64) throws {
        let problem = DistributionGenerator(seed: seed).varied()
        #expect(problem.sites.contains { $0.capacity < .infinity })
        try AnswerCheck.solve(problem, "varied \(seed)")
    }

    @Test func manyFeaturesAtOnce() throws {
        try AnswerCheck.solve(DistributionGenerator(seed: 2914).varied(), "varied 2914")
    }

    /// Shared instances and tight limits in many racks: long runs of degenerate steps.
    @Test(arguments: [24, 33, 69, 88, 105, 118, 201, 224] as [UInt64])
    func sharedInstancesUnderTightLimits(seed: UInt64) throws {
        let generator = DistributionGenerator(seed: seed)
        let problem = generator.tenant(.clustered(racks: 12), sharesFunctions: true, bandwidth: .tight(0.6))
        try AnswerCheck.solve(problem, "shared tight \(seed)")
    }

    @Test(arguments: [60, 92] as [UInt64])
    func limitsThatBindAlmostEverywhere(seed: UInt64) throws {
        let problem = DistributionGenerator(seed: seed).tenant(.clustered(racks: 12), bandwidth: .tight(0.8))
        try AnswerCheck.solve(problem, "tight \(seed)")
    }

    /// A table of limits does not outlive its problem.
    @Test(arguments: FlowDistributor.TieBreaking.allCases)
    func limitsOfTheLastProblemAreForgotten(ties: FlowDistributor.TieBreaking) throws {
        let distributor = FlowDistributor(tieBreaking: ties)
        for seed in 0..<10 as Range<UInt64> {
            let limited = DistributionGenerator(seed: seed).tenant(.clustered(racks: 6), bandwidth: .tight(0.7))
            _ = try distributor.solve(limited)
            let free = DistributionGenerator(seed: seed + 100).tenant(.clustered(racks: 3))
            let racks = Set(limited.sites.map(\.rack))
            #expect(racks.isDisjoint(with: free.sites.map(\.rack)))
            let result = try AnswerCheck.solve(free, "after limits \(seed)", distributor)
            #expect(try result == FlowDistributor(tieBreaking: ties).solve(free))
            var same = limited
            same.bandwidthLimits = []
            let again = try AnswerCheck.solve(same, "without its limits \(seed)", distributor)
            #expect(try again == FlowDistributor(tieBreaking: ties).solve(same))
        }
    }
}
