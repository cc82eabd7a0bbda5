import FlowDistribution
import FlowDistributionTesting
import GLPKBackend
import LinearProgramming
import Testing

/// Of the best distributions the one whose fullest limit is the least full.
@Suite struct BalanceTests {
    struct Family: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let count: Int
        /// The fewest in which the lowest use is a part of the limits, and lower than that of a vertex.
        let compared: Int
        let better: Int
        let make: @Sendable (DistributionGenerator) -> DistributionProblem
    }

    static let families: [Family] = [
        .init(testDescription: "loose", count: 60, compared: 50, better: 1) {
            $0.tenant(.clustered(racks: 3), bandwidth: .loose)
        },
        .init(testDescription: "tight", count: 100, compared: 50, better: 1) {
            $0.tenant(.clustered(racks: 3), bandwidth: .tight(0.6))
        },
        .init(testDescription: "shared and tight", count: 60, compared: 30, better: 1) {
            $0.tenant(.clustered(racks: 3), sharesFunctions: true, bandwidth: .tight(0.5))
        },
        .init(testDescription: "varied, pairs", count: 200, compared: 50, better: 1) {
            $0.varied([.bandwidth, .reverse, .unequalVolumes])
        },
        .init(testDescription: "varied, links", count: 200, compared: 50, better: 1) {
            $0.varied([.links, .hops, .sharedFunctions])
        },
        .init(testDescription: "varied, both", count: 200, compared: 50, better: 1) {
            $0.varied([.bandwidth, .links, .integers, .capacities, .carried])
        },
    ]

    @Test(arguments: families)
    func fullestLimitIsTheLeastFull(_ family: Family) throws {
        let balanced = FlowDistributor(fallback: DefaultSolver())
        let vertex = FlowDistributor(fallback: DefaultSolver(), tieBreaking: .vertex)
        let oracle = BalanceOracle(solver: DefaultSolver())
        var (compared, better) = (0, 0)
        for seed in 0..<family.count {
            let (name, problem) = ("seed \(seed)", family.make(DistributionGenerator(seed: UInt64(seed))))
            guard let answer = try balanced.solve(problem).distribution else { continue }
            let other = try #require(try vertex.solve(problem).distribution)
            #expect(answer.objective == other.objective, "\(name)")
            for it in [answer, other] { AnswerCheck.isRight(it, problem, name) }
            guard let lowest = try oracle.lowestUse(of: problem) else { continue }
            let uses = [answer, other].map { BalanceOracle.use(of: $0, for: problem) }
            #expect(abs(uses[0] - lowest) <= 1e-5, "\(name): \(uses[0]) and \(lowest), by \(answer.method)")
            compared += 1
            better += uses[0] < uses[1] - 1e-3 ? 1 : 0
        }
        #expect(compared >= family.compared && better >= family.better, "\(compared), \(better)")
    }
}
