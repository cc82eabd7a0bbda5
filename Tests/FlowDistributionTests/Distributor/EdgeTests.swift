import CloudTopology
import FlowDistribution
import FlowDistributionTesting
import GLPKBackend
import Testing

/// Problems at the ends of what makes sense.
@Suite struct EdgeTests {
    /// The footprint of a problem that has a distribution, checked.
    private func footprint(_ problem: DistributionProblem, _ name: String) throws -> Double {
        let answer = try #require(try AnswerCheck.solve(problem, name).distribution, "\(name)")
        #expect(answer.method != .general, "\(name)")
        return answer.objective
    }

    private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(abs(a), abs(b)) }

    @Test func noChains() throws {
        var problem = DistributionProblem(rackCount: 0)
        #expect(try footprint(problem, "nothing") == 0)
        problem = EdgeProblem.simple()
        problem.chains = []
        problem.bandwidthLimits = [EdgeProblem.limit(0, 1, 0)]
        let answer = try #require(try AnswerCheck.solve(problem, "no chains").distribution)
        #expect(answer.flows.isEmpty && answer.carried.isEmpty && answer.objective == 0)
    }

    @Test func noVolume() throws {
        var problem = EdgeProblem.simple(volume: 0)
        problem.chains.append(problem.chains[0])
        problem.bandwidthLimits = [EdgeProblem.limit(0, 1, 0), EdgeProblem.limit(1, 0, 5)]
        problem.sites[2].capacity = 0
        let answer = try #require(try AnswerCheck.solve(problem, "no volume").distribution)
        #expect(answer.flows.isEmpty && answer.carried == [0, 0] && answer.objective == 0)
    }

    @Test func aChainWithoutVolumeBesideOneThatHasSome() throws {
        var problem = EdgeProblem.simple()
        problem.chains.append(EdgeProblem.simple(volume: 0).chains[0])
        let answer = try #require(try AnswerCheck.solve(problem, "one without").distribution)
        #expect(isClose(answer.objective, 80) && answer.flows.allSatisfy { $0.chain == 0 })
    }

    @Test func everythingInOneRack() throws {
        var problem = EdgeProblem.simple()
        problem.sites[2].rack = RackID(0)
        #expect(try footprint(problem, "one rack") == 0)
        problem.bandwidthLimits = [EdgeProblem.limit(0, 1, 0), EdgeProblem.limit(1, 0, 0)]
        #expect(try footprint(problem, "one rack and limits") == 0)
    }

    @Test func onePositionWithOneInstance() throws {
        var problem = EdgeProblem.simple()
        problem.chains[0].positions[0] = .init([SiteID(2)], gain: 0.5)
        #expect(try isClose(footprint(problem, "one instance"), 150))
        problem.leeway = 0
        #expect(try isClose(footprint(problem, "one instance, no leeway"), 150))
        problem.sites[2].capacity = 99
        #expect(try AnswerCheck.solve(problem, "too small").infeasibility?.shortfalls.count == 1)
    }

    @Test func leewayOfNoneAndAll() throws {
        var problem = EdgeProblem.simple()
        problem.leeway = 0
        #expect(try isClose(footprint(problem, "no leeway"), 100))
        problem.leeway = 1
        #expect(try footprint(problem, "all leeway") == 0)
        for seed in 0..<60 as Range<UInt64> {
            for leeway in [0, 1.0] {
                var problem = DistributionGenerator(seed: seed).varied([.bandwidth, .capacities, .sharedFunctions])
                problem.leeway = leeway
                _ = try AnswerCheck.agree(
                    problem, "leeway \(leeway), \(seed)", FlowDistributor(), [GeneralDistributor(DefaultSolver())])
            }
        }
    }

    @Test func limitsOfNothing() throws {
        var problem = EdgeProblem.simple()
        problem.bandwidthLimits = [EdgeProblem.limit(0, 1, 0)]
        let why = try #require(try AnswerCheck.solve(problem, "no way").infeasibility)
        #expect(why.shortfalls.count == 1 && isClose(why.shortfalls[0].amount, 40))
        // Nobody has to cross where the leeway lets the far one stand idle.
        problem.leeway = 1
        problem.bandwidthLimits.append(EdgeProblem.limit(1, 0, 0))
        #expect(try footprint(problem, "no way, nor need") == 0)
        // Two ways: the one without limit is taken.
        problem = EdgeProblem.simple()
        problem.sites[1].rack = RackID(2)
        problem.bandwidthLimits = [EdgeProblem.limit(2, 1, 0), EdgeProblem.limit(1, 2, 0)]
        #expect(try isClose(footprint(problem, "around"), 200))
    }

    @Test func limitsWhereNobodyIs() throws {
        var problem = EdgeProblem.simple()
        problem.bandwidthLimits = [
            EdgeProblem.limit(2, 0, 0), EdgeProblem.limit(0, 2, 0), EdgeProblem.limit(2, 1, 3),
        ]
        #expect(try isClose(footprint(problem, "elsewhere"), 80))
        problem.bandwidthLimits.append(EdgeProblem.limit(0, 1, 41))
        #expect(try isClose(footprint(problem, "elsewhere and here"), 80))
        problem.tree = RackTree(racks: 3, racksPerAggregation: 2)
        problem.cost = .hops
        problem.linkLimits = [.init(TreeLink(level: 0, index: 2, direction: .up), available: 0)]
        #expect(try isClose(footprint(problem, "links elsewhere"), 80))
    }

    @Test func infiniteLimits() throws {
        var problem = EdgeProblem.simple()
        problem.tree = RackTree(racks: 3)
        problem.bandwidthLimits = [EdgeProblem.limit(0, 1, .infinity), EdgeProblem.limit(1, 0, .infinity)]
        problem.linkLimits = [.init(TreeLink(level: 0, index: 1, direction: .down), available: .infinity)]
        let answer = try #require(try AnswerCheck.solve(problem, "infinite").distribution)
        #expect(isClose(answer.objective, 80))
        #expect(answer.certificate.bandwidthPrices == [0, 0] && answer.certificate.linkPrices == [0])
        problem.bandwidthLimits[1].available = 40
        #expect(try isClose(footprint(problem, "one finite"), 80))
    }

    @Test func endpointsThatDoNotCount() throws {
        var problem = EdgeProblem.simple()
        problem.includesEndpoints = false
        problem.bandwidthLimits = [EdgeProblem.limit(0, 1, 0), EdgeProblem.limit(1, 0, 0)]
        #expect(try footprint(problem, "endpoints") == 0)
        // A second position in rack 2: all have to go there, from either firewall.
        let proxy = problem.addSite("proxy", in: RackID(2))
        problem.chains[0].positions.append(.init([proxy]))
        #expect(try isClose(footprint(problem, "one gap counts"), 100))
        problem.chains[0].reverseVolume = 50
        #expect(try isClose(footprint(problem, "and back"), 150))
        problem.bandwidthLimits = [EdgeProblem.limit(2, 0, 30)]
        #expect(try isClose(footprint(problem, "and back, limited"), 150))
        problem.bandwidthLimits = [EdgeProblem.limit(2, 0, 19)]
        #expect(try AnswerCheck.solve(problem, "too little back").infeasibility != nil)
    }

    /// Many sites of each kind in the same two racks.
    @Test func manySitesOfOneRack() throws {
        var problem = DistributionProblem(rackCount: 2)
        let clients = (0..<40).map { problem.addSite("client\($0)", in: RackID(0)) }
        let firewalls = (0..<60).map { problem.addSite("fw\($0)", in: RackID($0 % 2)) }
        let servers = (0..<20).map { problem.addSite("server\($0)", in: RackID(0)) }
        problem.chains = [
            .init("web", from: clients.map { .init($0, volume: 2.5) }, through: [.init(firewalls)], to: servers)
        ]
        #expect(try isClose(footprint(problem, "many in two racks"), 80))
        problem.bandwidthLimits = [EdgeProblem.limit(0, 1, 40)]
        #expect(try isClose(footprint(problem, "many in two racks, just enough"), 80))
    }

    @Test(arguments: [1e-6, 1e-3, 1e3, 1e6, 1e9, 1e12])
    func unitsDoNotMatter(unit: Double) throws {
        #expect(try isClose(footprint(EdgeProblem.simple(volume: 100 * unit), "\(unit)"), 80 * unit))
        for seed in 0..<60 as Range<UInt64> {
            let name = "\(seed) in units of \(unit)"
            let problem = DistributionGenerator(seed: seed).varied()
            let scaled = EdgeProblem.scaled(problem, by: unit)
            let (one, two) = (try FlowDistributor().solve(problem), try AnswerCheck.solve(scaled, name))
            #expect((one.distribution == nil) == (two.distribution == nil), "\(name)")
            guard let one = one.distribution, let two = two.distribution else { continue }
            #expect(AnswerCheck.areEqual(one.objective, two.objective / unit, problem), "\(name)")
        }
    }

    /// Chains of very different volumes keep their own bands.
    @Test(arguments: [1e-6, 1e6])
    func volumesFarApart(part: Double) throws {
        for seed in 0..<60 as Range<UInt64> {
            var problem = DistributionGenerator(seed: seed).varied([.reverse, .hops])
            for source in problem.chains[0].sources.indices { problem.chains[0].sources[source].volume *= part }
            problem.chains[0].reverseVolume *= part
            try AnswerCheck.solve(problem, "\(seed), first chain by \(part)")
        }
    }

    @Test func thousandsOfSites() throws {
        let racks = 40
        var problem = DistributionProblem(rackCount: racks)
        let clients = (0..<50).map { problem.addSite("client\($0)", in: RackID($0 % racks)) }
        let positions = (0..<5).map { position in
            DistributionProblem.Position(
                (0..<600).map { problem.addSite("fw\(position)_\($0)", in: RackID($0 * 7 % racks)) }, gain: 1.25)
        }
        let server = problem.addSite("server", in: RackID(3))
        problem.chains = [
            .init("web", from: clients.map { .init($0, volume: 3) }, through: positions, to: [server])
        ]
        let answer = try #require(try FlowDistributor().solve(problem).distribution)
        #expect(DistributionVerifier().violations(of: answer, for: problem) == [])
        let judge = try #require(try GeneralDistributor(DefaultSolver()).solve(problem).distribution)
        #expect(AnswerCheck.areEqual(answer.objective, judge.objective, problem))
        #expect(answer.method == .network)
    }
}
