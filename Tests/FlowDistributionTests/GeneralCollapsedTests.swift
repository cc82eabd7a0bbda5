import CloudTopology
import FlowDistribution
import FlowDistributionTesting
import LinearProgramming
import Testing

struct GeneralCollapsedTests {
    @Test func mergesWhatItCannotTellApart() {
        var problem = DistributionProblem(rackCount: 2)
        let sources = [0, 0, 1].map { problem.addSite("s\(problem.sites.count)", in: RackID($0)) }
        let firewalls = [0, 0, 1, 0].map { problem.addSite("f\(problem.sites.count)", in: RackID($0)) }
        let sinks = [1, 1].map { problem.addSite("d\(problem.sites.count)", in: RackID($0)) }
        problem.sites[firewalls[1].index].size = 2
        problem.chains = [
            .init("one", from: sources.map { .init($0, volume: 10) }, through: [.init(firewalls)], to: sinks),
            .init("two", from: [.init(sources[0], volume: 5)], through: [.init([firewalls[3]])], to: sinks),
        ]
        let collapsed = problem.collapsed()
        // The last firewall serves another chain as well, so it stays what it is.
        let members = collapsed.members.filter { !$0.isEmpty }
        #expect(members == [[firewalls[0], firewalls[1]], [firewalls[2]], [firewalls[3]]])
        #expect(collapsed.problem.chains[0].positions[0].instances.count == 3)
        #expect(collapsed.problem.sites[0].size == 3)
        #expect(collapsed.problem.chains[0].sources.map(\.volume) == [20, 10])
        #expect(collapsed.problem.chains[0].sinks.count == 1)
        #expect(throws: Never.self) { try collapsed.problem.validate() }
        #expect(throws: Never.self) { try collapsed.problem.validateNames() }
    }

    @Test func addsUpCapacitiesAsFarAsTheyCount() {
        var problem = GeneralDistributorTests.threeFirewalls
        problem.sites[1].capacity = 28
        problem.sites[2].capacity = 1000
        let merged = problem.collapsed().problem
        #expect(merged.sites[0].capacity == 28 + 1.2 * 30)
        #expect(problem.collapsed(keepsCapacitiesApart: true).members.filter { !$0.isEmpty }.count == 3)
        problem.sites[1].capacity = .infinity
        #expect(problem.collapsed().problem.sites[0].capacity == .infinity)
        // Too small for its part: the others must not make up for it.
        problem.sites[1].capacity = 20
        #expect(problem.collapsed().members.filter { !$0.isEmpty }.count == 3)
    }

    /// At most about as many edges as the collapsed answer has, and the members of both ends besides.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func expandsToFewEdges(seed: UInt64) throws {
        let problem = DistributionGenerator(seed: seed).tenant(.clustered(racks: 3), sharesFunctions: true)
        let collapsed = problem.collapsed()
        let small = try GeneralDistributor(ReferenceSimplex(), collapses: false).solve(collapsed.problem)
        let (few, all) = (try #require(small.distribution), try #require(collapsed.expand(small).distribution))
        #expect(DistributionVerifier(tolerance: 1e-9).violations(of: all, for: problem).isEmpty, "seed \(seed)")
        for (index, chain) in problem.chains.enumerated() {
            for gap in 0...chain.positions.count {
                let edges = few.flows.filter { $0.chain == index && $0.position == gap }
                let flows = all.flows.filter { $0.chain == index && $0.position == gap }
                let senders = gap == 0 ? chain.sources.count : chain.positions[gap - 1].instances.count
                let receivers = gap == chain.positions.count ? 0 : chain.positions[gap].instances.count
                #expect(flows.count <= edges.count + senders + receivers, "seed \(seed), gap \(gap)")
            }
        }
    }

    /// Members of unequal sizes and capacities are all as far up in their bands as the others.
    @Test func membersShareWhatTheirGroupTakes() throws {
        var problem = GeneralDistributorTests.threeFirewalls
        problem.sites[1].size = 2
        problem.sites[1].capacity = 40
        let result = try GeneralDistributor(ReferenceSimplex()).solve(problem)
        let loads = try #require(result.distribution).flows.filter { $0.position == 0 }
        let taken = Dictionary(uniqueKeysWithValues: loads.map { ($0.to, $0.volume) })
        for band in problem.loadBands() {
            let load = taken[band.site] ?? 0
            #expect(load >= band.lowest - 1e-9 && load <= band.highest + 1e-9)
        }
        #expect(DistributionVerifier().violations(of: try #require(result.distribution), for: problem).isEmpty)
    }
}
