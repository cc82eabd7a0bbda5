import CloudTopology
import FlowDistribution
import FlowDistributionTesting
import Testing

@Suite struct CertificateCheckerTests {
    /// Client, server and one instance in rack 0, the other instance in rack 1: the least that the band lets the far
    /// one take, 40 of 100, goes there and back, which costs 80. A unit that the far one need not take would save 2.
    static let problem: DistributionProblem = {
        var problem = DistributionProblem(rackCount: 2, tree: RackTree(racks: 2))
        let client = problem.addSite("client", in: RackID(0))
        let instances = [0, 1].map { problem.addSite("fw\($0)", in: RackID($0)) }
        let server = problem.addSite("server", in: RackID(0))
        problem.chains = [
            .init("web", from: [.init(client, volume: 100)], through: [.init(instances)], to: [server])
        ]
        problem.bandwidthLimits = [.init(RackPair(from: RackID(0), to: RackID(1)), available: 50)]
        problem.linkLimits = [.init(TreeLink(level: 0, index: 1, direction: .up), available: 60)]
        return problem
    }()

    static let answer: Distribution = {
        let ways = [(0, 0, 1, 60.0), (0, 0, 2, 40), (1, 1, 3, 60), (1, 2, 3, 40)]
        return Distribution(
            objective: 80,
            flows: ways.map { .init(chain: 0, position: $0.0, from: SiteID($0.1), to: SiteID($0.2), volume: $0.3) },
            carried: [100], certificate: prices(load: [0, 0, -2, 0]), method: .network)
    }()

    private static func prices(
        load: [Double], bandwidth: [Double] = [0], link: [Double] = [0]
    ) -> DistributionCertificate {
        DistributionCertificate(loadPrices: load, bandwidthPrices: bandwidth, linkPrices: link)
    }

    private let checker = CertificateChecker()

    @Test func knownPricesProveTheAnswer() {
        #expect(checker.bound(of: Self.answer.certificate, for: Self.problem) == 80)
        #expect(checker.proves(Self.answer, for: Self.problem))
        #expect(DistributionVerifier().violations(of: Self.answer, for: Self.problem) == [])
    }

    /// Bounds worked out by hand: p, then what loads and limits take away.
    static let knownBounds: [(DistributionCertificate, Double)] = [
        (prices(load: [0, 0, 0, 0]), 0.0),
        (prices(load: [0, 0, -1, 0]), 40),
        // The far way costs -1 now: 100 · -1 + 3 · 40.
        (prices(load: [0, 0, -3, 0]), 20),
        // p = 2 by either way; 200 - 2 · 60.
        (prices(load: [0, 2, 0, 0]), 80),
        // A price on the way there: p = min(0, 2 + 1 - 3) = 0; 3 · 40 - 1 · 50.
        (prices(load: [0, 0, -3, 0], bandwidth: [1]), 70),
        // The same on the link back.
        (prices(load: [0, 0, -3, 0], link: [1]), 60),
    ]

    @Test(arguments: knownBounds)
    func bounds(_ prices: DistributionCertificate, _ bound: Double) {
        #expect(checker.bound(of: prices, for: Self.problem) == bound)
    }

    static let malformed: [DistributionCertificate] = [
        prices(load: [0, 0, -2]), prices(load: [0, 0, -2, 0], bandwidth: []), prices(load: [0, 0, -2, 0], link: []),
        prices(load: [0, 0, .nan, 0]), prices(load: [0, 0, -.infinity, 0]),
        prices(load: [0, 0, -2, 0], bandwidth: [-1e-12]), prices(load: [0, 0, -2, 0], bandwidth: [.infinity]),
        prices(load: [0, 0, -2, 0], link: [-1]), prices(load: [0, 0, -2, 0], link: [.nan]),
    ]

    @Test(arguments: malformed)
    func malformedPricesProveNothing(_ prices: DistributionCertificate) {
        var answer = Self.answer
        answer.certificate = prices
        #expect(checker.bound(of: prices, for: Self.problem) == nil)
        #expect(!checker.proves(answer, for: Self.problem))
        let verdict = Infeasibility(shortfalls: [], certificate: prices)
        #expect(!checker.provesInfeasible(verdict, for: Self.problem))
    }

    @Test func whatIsNotTheSmallestIsNotProved() {
        var answer = Self.answer
        answer.certificate.loadPrices[2] = -1.999_99
        #expect(!checker.proves(answer, for: Self.problem))
        answer = Self.answer
        for objective in [80.000_001, 79.999_999, .nan, .infinity] {
            answer.objective = objective
            #expect(!checker.proves(answer, for: Self.problem))
        }
        answer = Self.answer
        answer.carried = []
        #expect(!checker.proves(answer, for: Self.problem))
        // Of half the volume the same prices prove half the objective.
        answer.carried = [50]
        #expect(!checker.proves(answer, for: Self.problem))
        answer.objective = 40
        #expect(checker.proves(answer, for: Self.problem))
    }

    /// Traffic on its way back pays from rack 1 to rack 0 what the forward traffic does from 0 to 1, and counts as load.
    @Test func reverseTraffic() {
        var problem = Self.problem
        problem.chains[0].reverseVolume = 50
        problem.chains[0].positions[0].gain = 2
        problem.chains[0].positions[0].reverseGain = 0.5
        // Loads: (100 + 50) / 2 = 75, at least 60; a unit of load is 2/3 unit of volume, and that costs 1 there,
        // 2 onwards, ½ back to it and ¼ back to the client: 3.75. The least: 40 · 3.75 = 150.
        #expect(checker.bound(of: Self.prices(load: [0, 0, -2.5, 0]), for: problem) == 150)
        problem.includesEndpoints = false
        #expect(checker.bound(of: Self.prices(load: [0, 0, 0, 0]), for: problem) == 0)
        problem.cost = .function { $0 == RackPair(from: RackID(1), to: RackID(0)) ? 5 : 1 }
        #expect(checker.bound(of: Self.prices(load: [0, 0, 0, 0]), for: problem) == 0)
        problem.includesEndpoints = true
        // Near: 1 + 2 + ½ + ¼ in the rack. Far: 1 there, 2 · 5 onwards, ½ · 1 back to it, ¼ · 5 back to the client.
        #expect(checker.bound(of: Self.prices(load: [0, 0, 0, 0]), for: problem) == 375)
        #expect(checker.bound(of: Self.prices(load: [0, 0, -6, 0]), for: problem) == 735)
    }

    /// Only the far instance's share must cross: 40, and 39 may.
    @Test func infeasibleByBandwidth() {
        var problem = Self.problem
        problem.bandwidthLimits[0].available = 39
        let verdict = Infeasibility(shortfalls: [], certificate: Self.prices(load: [0, 0, -1, 0], bandwidth: [1]))
        #expect(checker.bound(of: verdict.certificate, for: problem, hasCosts: false) == 1)
        #expect(checker.provesInfeasible(verdict, for: problem))
        problem.bandwidthLimits[0].available = 40
        #expect(!checker.provesInfeasible(verdict, for: problem))
        problem.bandwidthLimits[0].available = 39
        #expect(
            !checker.provesInfeasible(
                Infeasibility(shortfalls: [], certificate: Self.prices(load: [0, 0, 0, 0])), for: problem))
        // Costs prove nothing about limits.
        #expect(
            !checker.provesInfeasible(Infeasibility(shortfalls: [], certificate: Self.answer.certificate), for: problem)
        )
    }

    @Test func infeasibleByCapacity() {
        var problem = Self.problem
        let none = Infeasibility(shortfalls: [], certificate: Self.prices(load: [0, 0, 0, 0]))
        problem.sites[2].capacity = 40
        #expect(!checker.provesInfeasible(none, for: problem))
        problem.sites[2].capacity = 39.9
        #expect(checker.provesInfeasible(none, for: problem))
        // Both have room for their least, but not for all: 45 + 54 < 100.
        (problem.sites[1].capacity, problem.sites[2].capacity) = (45, 54)
        #expect(!checker.provesInfeasible(none, for: problem))
        let verdict = Infeasibility(shortfalls: [], certificate: Self.prices(load: [0, 1, 1, 0]))
        #expect(checker.provesInfeasible(verdict, for: problem))
    }
}
