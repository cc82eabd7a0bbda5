import CloudTopology
import FlowDistribution
import FlowDistributionTesting
import GLPKBackend
import LinearProgramming
import TestSupport
import Testing

struct GeneralElasticTests {
    @Test(arguments: [true, false])
    func carriesWhatFits(collapses: Bool) throws {
        var problem = GeneralDistributorTests.threeFirewalls
        problem.bandwidthLimits = [.init(RackPair(from: RackID(0), to: RackID(1)), available: 20)]
        let way = GeneralDistributor(ReferenceSimplex(), collapses: collapses)
        let distribution = try #require(try way.solveElastic(problem).distribution)
        #expect(abs(distribution.carried[0] - 20) < 1e-12)
        #expect(abs(distribution.objective - 20) < 1e-12)
        #expect(distribution.carriedCertificate?.bandwidthPrices == [1])
    }

    /// The footprint comes second: the dear chain is carried as far as the cheap one leaves room, and no further.
    @Test func carriesTheMostBeforeTheCheapest() throws {
        var problem = DistributionProblem(rackCount: 2)
        let near = problem.addSite("near", in: RackID(0))
        let far = problem.addSite("far", in: RackID(1))
        let firewall = problem.addSite("fw", in: RackID(0), capacity: 50)
        let server = problem.addSite("server", in: RackID(0))
        for (name, source) in [("near", near), ("far", far)] {
            problem.chains.append(
                .init(name, from: [.init(source, volume: 40)], through: [.init([firewall])], to: [server]))
        }
        let distribution = try #require(
            try GeneralDistributor(DefaultSolver()).solveElastic(problem).distribution)
        #expect(abs(distribution.carried[0] - 40) < 1e-9 && abs(distribution.carried[1] - 10) < 1e-9)
        #expect(abs(distribution.objective - 10) < 1e-9)
        #expect(distribution.carriedCertificate?.capacityPrices[firewall.index] == 1)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func provesThatNoMoreCanBeCarried(seed: UInt64) throws {
        let problem = DistributionGenerator(seed: seed).varied()
        let volume = problem.chains.reduce(0) { $0 + $1.volume }
        let strict = try GeneralDistributorTests.ways[0].solve(problem)
        var carried: [Double] = []
        var objectives: [Double] = []
        for way in GeneralDistributorTests.ways {
            let distribution = try #require(try way.solveElastic(problem).distribution, "seed \(seed)")
            let violations = DistributionVerifier().violations(of: distribution, for: problem, isElastic: true)
            #expect(violations.isEmpty, "seed \(seed): \(violations)")
            #expect(CertificateChecker(tolerance: 1e-7).proves(distribution, for: problem), "seed \(seed)")
            #expect(CarriedCertificateChecker().proves(distribution, for: problem), "seed \(seed)")
            carried.append(distribution.carried.reduce(0, +))
            objectives.append(distribution.objective)
        }
        let scale = max(1, objectives[0])
        #expect(carried.allSatisfy { abs($0 - carried[0]) <= 1e-7 * volume }, "seed \(seed): \(carried)")
        #expect(objectives.allSatisfy { abs($0 - objectives[0]) <= 1e-6 * scale }, "seed \(seed): \(objectives)")
        #expect((strict.distribution != nil) == (carried[0] >= (1 - 1e-8) * volume), "seed \(seed): \(carried)")
        if let least = strict.distribution?.objective {
            #expect(abs(least - objectives[0]) <= 1e-7 * scale, "seed \(seed)")
        }
    }
}

/// The checker itself: any prices bound what can be carried, and malformed ones prove nothing.
struct CarriedCertificateCheckerTests {
    @Test(arguments: 0..<100 as Range<UInt64>)
    func noPricesGoBelowWhatIsCarried(seed: UInt64) throws {
        let problem = DistributionGenerator(seed: seed).varied()
        let result = try GeneralDistributorTests.ways[0].solveElastic(problem)
        let distribution = try #require(result.distribution)
        let carried = distribution.carried.reduce(0, +)
        var random = SeededGenerator(seed: seed)
        let bands = Dictionary(uniqueKeysWithValues: problem.loadBands().map { ($0.site, $0) })
        for _ in 0..<20 {
            let chances = problem.sites.indices.map { _ in random.chance(0.5) }
            func prices(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
                (0..<count).map { _ in random.chance(0.5) ? .random(in: range, using: &random) : 0 }
            }
            let certificate = CarriedCertificate(
                bandPrices: problem.sites.indices.map { site in
                    bands[SiteID(site)] == nil || chances[site] ? 0 : .random(in: -0.5...0.5, using: &random)
                },
                capacityPrices: problem.sites.indices.map { site in
                    problem.sites[site].capacity.isFinite ? .random(in: 0...0.5, using: &random) : 0
                },
                bandwidthPrices: prices(problem.bandwidthLimits.count, 0...1),
                linkPrices: prices(problem.linkLimits.count, 0...1))
            let bound = try #require(CarriedCertificateChecker().bound(of: certificate, for: problem))
            #expect(bound >= carried * (1 - 1e-9) - 1e-9, "seed \(seed)")
        }
    }

    @Test func refusesOtherPrices() throws {
        var problem = GeneralDistributorTests.threeFirewalls
        problem.bandwidthLimits = [.init(RackPair(from: RackID(0), to: RackID(1)), available: 20)]
        var distribution = try #require(try GeneralDistributor(ReferenceSimplex()).solveElastic(problem).distribution)
        let checker = CarriedCertificateChecker()
        let certificate = try #require(distribution.carriedCertificate)
        #expect(checker.proves(distribution, for: problem))
        for change in [\CarriedCertificate.bandwidthPrices, \.bandPrices, \.capacityPrices] {
            for price in [-0.5, .nan] {
                var other = certificate
                other[keyPath: change][0] = price
                distribution.carriedCertificate = other
                // A price on the band of an endpoint counts for nothing, so that one must be broken otherwise.
                let isHarmless = change == \.bandPrices && price == -0.5
                #expect(isHarmless || !checker.proves(distribution, for: problem))
            }
            var shorter = certificate
            shorter[keyPath: change].removeLast()
            #expect(checker.bound(of: shorter, for: problem) == nil)
        }
        distribution.carriedCertificate = nil
        #expect(!checker.proves(distribution, for: problem))
        var weaker = certificate
        weaker.bandwidthPrices[0] = 0.9
        distribution.carriedCertificate = weaker
        #expect(!checker.proves(distribution, for: problem))
    }
}
