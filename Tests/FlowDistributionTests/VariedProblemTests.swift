import CloudTopology
import FlowDistribution
import FlowDistributionTesting
import GLPKBackend
import Testing

@Suite struct VariedProblemTests {
    typealias Feature = DistributionGenerator.Feature

    /// What a problem that was asked for a feature shows, if not every one then some.
    static let signs: [Feature: @Sendable (DistributionProblem) -> Bool] = [
        .hops: { if case .hops = $0.cost { true } else { false } },
        .levels: { if case .levels = $0.cost { true } else { false } },
        .customCost: { if case .function = $0.cost { true } else { false } },
        .bandwidth: { !$0.bandwidthLimits.isEmpty },
        .links: { !$0.linkLimits.isEmpty },
        .capacities: { $0.sites.contains { $0.capacity.isFinite } },
        .freeEndpoints: { !$0.includesEndpoints },
        .reverse: { $0.chains.contains { $0.reverseVolume > 0 } },
        .sizes: { $0.sites.contains { $0.size != 1 } },
        .unequalVolumes: { $0.chains.contains { Set($0.sources.map(\.volume).filter { $0 > 0 }).count > 1 } },
        .zeroVolumes: { $0.chains.contains { $0.volume == 0 } },
        .shortChains: { $0.chains.allSatisfy { $0.positions.count == 1 } },
        .sharedFunctions: { problem in
            let lists = problem.chains.flatMap { $0.positions.map(\.instances) }
            return Set(lists).count < lists.count
        },
        .leeway: { $0.leeway != 0.2 },
    ]

    @Test(arguments: Feature.allCases)
    func features(_ feature: Feature) throws {
        var count = 0
        for seed in 0..<100 as Range<UInt64> {
            let problem = DistributionGenerator(seed: seed).varied([feature])
            try problem.validate()
            try problem.validateNames()
            for (other, sign) in Self.signs where other != feature && other != .shortChains {
                #expect(!sign(problem), "\(other)")
            }
            count += Self.signs[feature].map { $0(problem) ? 1 : 0 } ?? 100
        }
        #expect(count >= 20)
    }

    @Test func featuresThatGoTogether() {
        let problems = { (features: Set<Feature>) in
            (0..<100).map { DistributionGenerator(seed: $0).varied(features) }
        }
        #expect(
            problems([.bandwidth, .links, .carried]).allSatisfy { problem in
                problem.bandwidthLimits.allSatisfy { $0.carried > 0 }
                    && problem.linkLimits.allSatisfy { $0.carried > 0 }
            })
        #expect(
            problems([.integers, .bandwidth]).allSatisfy { problem in
                problem.bandwidthLimits.allSatisfy { $0.limit.rounded() == $0.limit }
            })
        let singles = problems([.singleInstances]).flatMap(\.chains).flatMap(\.positions)
        #expect(singles.count { $0.instances.count == 1 } * 2 > singles.count)
        #expect(
            problems([.sharedFunctions, .overlappingFunctions]).contains { problem in
                let lists = problem.chains.flatMap { $0.positions.map { Set($0.instances) } }
                return lists.contains { first in lists.contains { first != $0 && !first.isDisjoint(with: $0) } }
            })
    }

    /// Answers of a general solver to every family pass both checks; with its prices they prove themselves.
    @Test func answersPassTheChecks() throws {
        let checker = CertificateChecker(tolerance: 1e-7)
        var infeasible = 0
        for seed in 0..<400 as Range<UInt64> {
            let problem = DistributionGenerator(seed: seed).varied()
            try problem.validate()
            guard let answer = try PlainProgram(problem).solve(DefaultSolver()) else {
                infeasible += 1
                continue
            }
            #expect(DistributionVerifier().violations(of: answer, for: problem) == [], "seed \(seed)")
            #expect(checker.proves(answer, for: problem), "seed \(seed)")
        }
        #expect((20...200).contains(infeasible))
    }
}
