import FlowDistribution
import FlowDistributionTesting
import GLPKBackend
import TestSupport
import Testing

/// Other volumes for the last problem, in chains of calls, against a fresh distributor.
@Suite struct RescalingTests {
    struct Family: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The fewest answers that must have been scaled.
        let scaled: Int
        let make: @Sendable (DistributionGenerator) -> DistributionProblem
    }

    static let families: [Family] = [
        .init(testDescription: "tenant", scaled: 100) { $0.tenant(.clustered(racks: 3)) },
        .init(testDescription: "loose", scaled: 50) { $0.tenant(.clustered(racks: 3), bandwidth: .loose) },
        .init(testDescription: "tight", scaled: 10) { $0.tenant(.clustered(racks: 3), bandwidth: .tight(0.2)) },
        .init(testDescription: "varied, reverse and hops", scaled: 15) { $0.varied([.reverse, .hops, .capacities]) },
        .init(testDescription: "varied", scaled: 10) { $0.varied() },
    ]

    @Test(arguments: families, FlowDistributor.TieBreaking.allCases)
    func rescaledAnswersAreThoseOfTheChangedProblem(
        _ family: Family, ties: FlowDistributor.TieBreaking
    ) throws {
        let distributor = FlowDistributor(fallback: DefaultSolver(), tieBreaking: ties)
        var scaled = 0
        for seed in 0..<60 as Range<UInt64> {
            var numbers = SeededGenerator(seed: seed)
            var problem = family.make(DistributionGenerator(seed: seed))
            try distributor.run(problem)
            if seed.isMultiple(of: 2) { _ = try distributor.distribution() }
            for step in 0..<3 {
                let name = "seed \(seed), step \(step)"
                let factors = problem.chains.map { _ in Double.random(in: 0.7...1.2, using: &numbers) }
                for (chain, factor) in factors.enumerated() {
                    for source in problem.chains[chain].sources.indices {
                        problem.chains[chain].sources[source].volume *= factor
                    }
                    problem.chains[chain].reverseVolume *= factor
                }
                let outcome = try distributor.rescale(volumes: problem.chains.map(\.volume))
                scaled += outcome.method == .scaled ? 1 : 0
                let fresh = try FlowDistributor(fallback: DefaultSolver(), tieBreaking: ties).run(problem)
                #expect(outcome.status == fresh.status, "\(name)")
                let isClose = AnswerCheck.areEqual(outcome.objective, fresh.objective, problem)
                #expect(outcome.status != .optimal || isClose, "\(name): \(outcome), \(fresh)")
                guard step != 1, let answer = try distributor.distribution().distribution else { continue }
                AnswerCheck.isRight(answer, problem, name)
                guard ties == .balanced, let lowest = try Self.oracle.lowestUse(of: problem) else { continue }
                let use = BalanceOracle.use(of: answer, for: problem)
                #expect(abs(use - lowest) <= 1e-5, "\(name): \(use) and \(lowest) by \(answer.method)")
            }
        }
        #expect(scaled >= family.scaled, "\(scaled)")
    }

    private static let oracle = BalanceOracle(solver: DefaultSolver())
}
