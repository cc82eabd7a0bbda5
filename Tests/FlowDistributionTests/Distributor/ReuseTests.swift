import CloudTopology
import FlowDistribution
import FlowDistributionTesting
import TestSupport
import Testing

/// What a distributor solved before does not show in what it solves next.
@Suite struct ReuseTests {
    /// Small and large, with and without limits, infeasible ones and shared instances, one after the other.
    static let sequence: [DistributionProblem] = (0..<150).map { step in
        let generator = DistributionGenerator(seed: UInt64(step))
        return switch step % 6 {
        case 0: generator.tenant(.clustered(racks: 3))
        case 1: generator.tenant(.clustered(racks: 3), bandwidth: .tight(0.8))
        case 2: generator.tenant(.clustered(racks: 4), sharesFunctions: true)
        case 3: generator.varied([.links, .hops, .reverse])
        default: generator.varied()
        }
    }

    @Test(arguments: FlowDistributor.TieBreaking.allCases)
    func answersAreThoseOfAFreshDistributor(ties: FlowDistributor.TieBreaking) throws {
        let distributor = FlowDistributor(tieBreaking: ties)
        var infeasible = 0
        for (step, problem) in Self.sequence.enumerated() {
            let result = try distributor.solve(problem)
            #expect(try result == FlowDistributor(tieBreaking: ties).solve(problem), "problem \(step)")
            #expect(try result == distributor.solve(problem), "problem \(step), the second time")
            infeasible += result.infeasibility == nil ? 0 : 1
        }
        #expect(infeasible >= 5)
    }

    /// An answer can be asked for twice, and both prove themselves.
    @Test(arguments: FlowDistributor.TieBreaking.allCases)
    func answersCanBeWrittenTwice(ties: FlowDistributor.TieBreaking) throws {
        let distributor = FlowDistributor(tieBreaking: ties)
        for (step, problem) in Self.sequence.enumerated() {
            try distributor.run(problem)
            let (first, second) = (try distributor.distribution(), try distributor.distribution())
            #expect((first.distribution == nil) == (second.distribution == nil), "problem \(step)")
            guard let one = first.distribution, let two = second.distribution else { continue }
            #expect(one.objective == two.objective, "problem \(step)")
            AnswerCheck.isRight(two, problem, "problem \(step), written again")
        }
    }

    @Test func orderDoesNotMatter() throws {
        let distributor = FlowDistributor()
        for (step, problem) in Self.sequence.enumerated() {
            var numbers = SeededGenerator(seed: UInt64(step))
            let shuffled = Self.shuffle(problem, &numbers)
            switch (try distributor.solve(problem), try AnswerCheck.solve(shuffled, "problem \(step)", distributor)) {
            case (.optimal(let one), .optimal(let two)):
                #expect(AnswerCheck.areEqual(one.objective, two.objective, problem), "problem \(step)")
            case (.infeasible, .infeasible): break
            case (let one, let two): Issue.record("problem \(step): \(one), shuffled \(two)")
            }
        }
    }

    /// The same problem with chains, sites, instances and limits in another order.
    private static func shuffle(
        _ problem: DistributionProblem, _ numbers: inout SeededGenerator
    ) -> DistributionProblem {
        var shuffled = problem
        let order = problem.sites.indices.shuffled(using: &numbers)
        shuffled.sites = order.map { problem.sites[$0] }
        var renamed = problem.sites.indices.map { SiteID($0) }
        for (new, old) in order.enumerated() { renamed[old] = SiteID(new) }
        shuffled.chains = problem.chains.map { chain in
            var chain = chain
            chain.sources = chain.sources.map { .init(renamed[$0.site.index], volume: $0.volume) }
            chain.sources.shuffle(using: &numbers)
            chain.sinks = chain.sinks.map { renamed[$0.index] }.shuffled(using: &numbers)
            for position in chain.positions.indices {
                let instances = chain.positions[position].instances.map { renamed[$0.index] }
                chain.positions[position].instances = instances.shuffled(using: &numbers)
            }
            return chain
        }
        shuffled.chains.shuffle(using: &numbers)
        shuffled.bandwidthLimits.shuffle(using: &numbers)
        shuffled.linkLimits.shuffle(using: &numbers)
        return shuffled
    }
}
