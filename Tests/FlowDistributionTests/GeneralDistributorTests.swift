import CloudTopology
import FlowDistribution
import FlowDistributionTesting
import GLPKBackend
import LinearProgramming
import Testing

/// Answers of general solvers, plain and collapsed, against a verifier and a checker that know neither.
struct GeneralDistributorTests {
    static let ways: [GeneralDistributor] = [
        GeneralDistributor(DefaultSolver(), collapses: true), GeneralDistributor(DefaultSolver(), collapses: false),
        GeneralDistributor(ReferenceSimplex(), collapses: true),
    ]

    /// Every way to the server crosses once; on the way back to the client the far firewall is worth avoiding.
    @Test(arguments: [true, false])
    func answersByHand(collapses: Bool) throws {
        var problem = Self.threeFirewalls
        let distribution = try #require(
            try GeneralDistributor(ReferenceSimplex(), collapses: collapses).solve(problem).distribution)
        #expect(distribution.objective == 90)
        #expect(distribution.method == .general)

        problem.chains[0].sinks = problem.chains[0].sources.map(\.site)
        let there = try #require(
            try GeneralDistributor(ReferenceSimplex(), collapses: collapses).solve(problem).distribution)
        // 80 % of a third of 90 goes to the far firewall and comes back.
        #expect(abs(there.objective - 2 * 0.8 * 30) < 1e-12)
        let far = there.flows.filter { $0.to == SiteID(3) }
        #expect(far.count == 1 && abs(far[0].volume - 24) < 1e-12)
    }

    @Test(arguments: [true, false])
    func namesWhatIsMissing(collapses: Bool) throws {
        var problem = Self.threeFirewalls
        problem.bandwidthLimits = [.init(RackPair(from: RackID(0), to: RackID(1)), available: 15, carried: 5)]
        problem.sites[3].capacity = 20
        let infeasibility = try #require(
            try GeneralDistributor(ReferenceSimplex(), collapses: collapses).solve(problem).infeasibility)
        // All 90 have to cross in the end, and the lowest load of the far firewall is 24.
        let missing = Dictionary(uniqueKeysWithValues: infeasibility.shortfalls.map { ($0.resource, $0.amount) })
        #expect(missing.count == 2)
        #expect(abs((missing[.bandwidth(RackPair(from: RackID(0), to: RackID(1)))] ?? 0) - 70) < 1e-9)
        #expect(abs((missing[.capacity(SiteID(3))] ?? 0) - 4) < 1e-9)
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func allWaysAgreeOnVariedProblems(seed: UInt64) throws {
        try Self.check(DistributionGenerator(seed: seed).varied(), "varied \(seed)", Self.ways)
    }

    @Test(arguments: 0..<20 as Range<UInt64>, [false, true])
    func allWaysAgreeOnTenants(seed: UInt64, shares: Bool) throws {
        let generator = DistributionGenerator(seed: seed)
        let problem = generator.tenant(
            .clustered(racks: 3), sharesFunctions: shares, bandwidth: seed % 4 == 0 ? .none : .tight(0.7))
        try Self.check(problem, "tenant \(seed)", [Self.ways[0], Self.ways[1]])
    }

    /// The same problem in bits per second and in terabits, and with costs in millionths.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func unitsDoNotMatter(seed: UInt64) throws {
        let problem = DistributionGenerator(seed: seed).varied([.bandwidth, .capacities, .reverse])
        let result = try Self.ways[0].solve(problem)
        for unit in [1e-9, 1e9] {
            var other = problem
            for index in other.sites.indices { other.sites[index].capacity *= unit }
            for index in other.bandwidthLimits.indices { other.bandwidthLimits[index].available *= unit }
            for index in other.chains.indices {
                other.chains[index].reverseVolume *= unit
                for source in other.chains[index].sources.indices {
                    other.chains[index].sources[source].volume *= unit
                }
            }
            other.cost = .function { $0.from == $0.to ? 0 : 1e-6 }
            let again = try Self.ways[0].solve(other)
            switch (result, again) {
            case (.optimal(let one), .optimal(let two)):
                #expect(Self.areEqual(one.objective, two.objective / unit * 1e6), "seed \(seed), unit \(unit)")
                #expect(DistributionVerifier().violations(of: two, for: other).isEmpty)
            case (.infeasible(let one), .infeasible(let two)):
                let totals = [one, two].map { $0.shortfalls.reduce(0) { $0 + $1.amount } }
                #expect(Self.areEqual(totals[0], totals[1] / unit), "seed \(seed), unit \(unit)")
            default: Issue.record("seed \(seed): \(result) and \(again)")
            }
        }
    }

    /// A chain of a thirty-millionth of the others' volume keeps its own bands and volumes as well as they do.
    @Test(arguments: 0..<40 as Range<UInt64>, [1e-6, 3e-8])
    func smallChainsCountAsMuch(seed: UInt64, part: Double) throws {
        var problem = DistributionGenerator(seed: seed).varied([.reverse, .capacities, .hops])
        for source in problem.chains[0].sources.indices { problem.chains[0].sources[source].volume *= part }
        problem.chains[0].reverseVolume *= part
        for way in Self.ways {
            guard let distribution = try way.solve(problem).distribution else { continue }
            let violations = DistributionVerifier(tolerance: 1e-8).violations(of: distribution, for: problem)
            #expect(violations.isEmpty, "seed \(seed): \(violations)")
            #expect(CertificateChecker(tolerance: 1e-8).proves(distribution, for: problem), "seed \(seed)")
        }
    }

    /// What is too little to be a flow costs nothing either.
    @Test func leavesRoundingErrorsOut() throws {
        let program = DistributionProgram(Self.threeFirewalls, .strict)
        let dust = LinearProgramSolution(
            objective: 1e-9, values: program.edges.map { _ in 1e-10 }, rowDuals: program.program.rows.map { _ in 0 },
            reducedCosts: program.edges.map { _ in 0 })
        let distribution = program.distribution(dust)
        #expect(distribution.flows.isEmpty && distribution.objective == 0)
    }

    @Test func refusesWhatMakesNoSense() {
        var problem = Self.threeFirewalls
        problem.leeway = 2
        #expect(throws: DistributionError(.invalidNumber, "", at: "leeway")) {
            try Self.ways[0].solve(problem)
        }
        #expect(throws: DistributionError(.invalidNumber, "", at: "leeway")) {
            try Self.ways[0].solveElastic(problem)
        }
        problem.leeway = 0.2
        problem.cost = .function { _ in .nan }
        #expect(throws: DistributionError(.invalidNumber, "", at: "cost")) { try Self.ways[0].solve(problem) }
    }

    @Test func passesOnWhatTheSolverSays() throws {
        #expect(throws: DistributionError(.solverFailed, "", at: "")) {
            try GeneralDistributor(Broken()).solve(Self.threeFirewalls)
        }
        let limits = LinearProgramLimits(iterations: 1)
        #expect(try GeneralDistributor(ReferenceSimplex()).solve(Self.threeFirewalls, limits: limits) == .limit)
        #expect(try GeneralDistributor(ReferenceSimplex()).solveElastic(Self.threeFirewalls, limits: limits) == .limit)
    }

    @Test func solvesWhatHasNoVolume() throws {
        var problem = Self.threeFirewalls
        problem.chains[0].sources[0].volume = 0
        for way in Self.ways {
            let distribution = try #require(try way.solve(problem).distribution)
            #expect(distribution.objective == 0 && distribution.flows.isEmpty && distribution.carried == [0])
            #expect(try way.solveElastic(problem).distribution?.carried == [0])
        }
    }

    @Test func loadBandsAreRight() {
        var problem = Self.threeFirewalls
        problem.sites[3].capacity = 33
        problem.sites[1].size = 4
        problem.chains[0].reverseVolume = 30
        let bands = problem.loadBands()
        #expect(bands.map(\.site) == [SiteID(1), SiteID(2), SiteID(3)])
        #expect(bands.map(\.target) == [80, 20, 20])
        #expect(bands.map(\.lowest) == [64, 16, 16])
        #expect(bands.map(\.highest) == [96, 24, 24])
        problem.sites[3].capacity = 12
        #expect(problem.loadBands().map(\.isEmpty) == [false, false, true])
    }
}

extension GeneralDistributorTests {
    /// A client and two firewalls in one rack, the third firewall and the server in another.
    static var threeFirewalls: DistributionProblem {
        var problem = DistributionProblem(rackCount: 2)
        let client = problem.addSite("client", in: RackID(0))
        let firewalls = [0, 0, 1].map { problem.addSite("fw\(problem.sites.count)", in: RackID($0)) }
        let server = problem.addSite("server", in: RackID(1))
        problem.chains = [.init("web", from: [.init(client, volume: 90)], through: [.init(firewalls)], to: [server])]
        return problem
    }

    struct Broken: LinearProgramSolver {
        var name: String { "broken" }
        func solve(
            _ program: LinearProgram, limits: LinearProgramLimits
        ) throws(LinearProgramError) -> LinearProgramResult {
            throw .init(.solverFailed, "out of order")
        }
    }

    static func areEqual(_ one: Double, _ two: Double, tolerance: Double = 1e-9, scale: Double = 1) -> Bool {
        abs(one - two) <= tolerance * max(scale, abs(one), abs(two))
    }

    static func check(_ problem: DistributionProblem, _ name: String, _ ways: [GeneralDistributor]) throws {
        let results = try ways.map { try $0.solve(problem) }
        for result in results {
            switch result {
            case .optimal(let distribution):
                let violations = DistributionVerifier(tolerance: 1e-9).violations(of: distribution, for: problem)
                #expect(violations.isEmpty, "\(name): \(violations)")
                #expect(CertificateChecker().proves(distribution, for: problem), "\(name)")
                let first = results[0].distribution?.objective ?? .nan
                #expect(areEqual(distribution.objective, first), "\(name)")
            case .infeasible(let infeasibility):
                #expect(CertificateChecker().provesInfeasible(infeasibility, for: problem), "\(name)")
                let totals = [results[0].infeasibility, infeasibility].map { answer in
                    answer?.shortfalls.reduce(0) { $0 + $1.amount }
                }
                #expect(areEqual(totals[0] ?? .nan, totals[1] ?? .nan), "\(name): \(totals)")
                try checkShortfalls(of: infeasibility, problem, name, ways[0])
            case .limit: Issue.record("\(name): limit")
            }
        }
    }

    /// The raise is enough, and a little less of any of it is not.
    private static func checkShortfalls(
        of infeasibility: Infeasibility, _ problem: DistributionProblem, _ name: String, _ way: GeneralDistributor
    ) throws {
        let enough = raise(problem, infeasibility.shortfalls, by: 1 + 1e-9)
        #expect(try way.solve(enough).distribution != nil, "\(name): \(infeasibility.shortfalls) is not enough")
        #expect(!infeasibility.shortfalls.isEmpty && infeasibility.shortfalls.allSatisfy { $0.amount > 0 })
        let less = raise(problem, infeasibility.shortfalls, by: 0.999)
        #expect(try way.solve(less).infeasibility != nil, "\(name): \(infeasibility.shortfalls) is too much")
    }

    private static func raise(
        _ problem: DistributionProblem, _ shortfalls: [Infeasibility.Shortfall], by factor: Double
    ) -> DistributionProblem {
        var raised = problem
        for shortfall in shortfalls {
            let amount = shortfall.amount * factor
            switch shortfall.resource {
            case .capacity(let site): raised.sites[site.index].capacity += amount
            case .bandwidth(let pair):
                for index in raised.bandwidthLimits.indices where raised.bandwidthLimits[index].pair == pair {
                    raised.bandwidthLimits[index].available += amount
                }
            case .link(let link):
                for index in raised.linkLimits.indices where raised.linkLimits[index].link == link {
                    raised.linkLimits[index].available += amount
                }
            }
        }
        return raised
    }
}
