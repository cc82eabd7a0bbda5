import CloudTopology
import FlowDistribution
import FlowDistributionTesting
import LinearProgramming
import Testing

/// Every number of the article "A tenant solved by hand", with the code that it shows.
struct GuideTests {
    enum Way: CaseIterable {
        case fast, general

        func solve(_ problem: DistributionProblem) throws -> DistributionResult {
            switch self {
            case .fast: try FlowDistributor().solve(problem)
            case .general: try GeneralDistributor(ReferenceSimplex()).solve(problem)
            }
        }

        func solveElastic(_ problem: DistributionProblem) throws -> DistributionResult {
            switch self {
            case .fast: try FlowDistributor().solveElastic(problem)
            case .general: try GeneralDistributor(ReferenceSimplex()).solveElastic(problem)
            }
        }
    }

    static let tenant: DistributionProblem = {
        var problem = DistributionProblem(rackCount: 3)
        let client = problem.addSite("client", in: RackID(0))
        let firewalls = [
            problem.addSite("fw-a", in: RackID(0)), problem.addSite("fw-b", in: RackID(1)),
        ]
        let inspectors = [
            problem.addSite("ips-a", in: RackID(0)), problem.addSite("ips-b", in: RackID(1)),
            problem.addSite("ips-c", in: RackID(1)),
        ]
        let server = problem.addSite("server", in: RackID(2))
        problem.chains = [
            .init(
                "web", from: [.init(client, volume: 100)],
                through: [.init(firewalls, gain: 0.6), .init(inspectors)], to: [server])
        ]
        return problem
    }()

    /// The same with no more than `available` from rack 0 to rack 2.
    static func tenant(available: Double) -> DistributionProblem {
        var problem = tenant
        problem.bandwidthLimits = [.init(RackPair(from: RackID(0), to: RackID(2)), available: available)]
        return problem
    }

    @Test func targetsAndBands() {
        let bands = Self.tenant.loadBands()
        let names = bands.map { Self.tenant.sites[$0.site.index].name }
        #expect(names == ["fw-a", "fw-b", "ips-a", "ips-b", "ips-c"])
        #expect(Self.areNear(bands.map(\.target), [50, 50, 20, 20, 20]))
        #expect(Self.areNear(bands.map(\.lowest), [40, 40, 16, 16, 16]))
        #expect(Self.areNear(bands.map(\.highest), [60, 60, 24, 24, 24]))
    }

    @Test(arguments: Way.allCases)
    func splitWithoutLimit(way: Way) throws {
        let distribution = try #require(try way.solve(Self.tenant).distribution)
        #expect(Self.isNear(distribution.objective, 112))
        let split = Split(distribution)
        #expect(split.isNear(fwA: 60, fwB: 40, ipsA: 24, ipsBC: 36))
        #expect(Self.isNear(split.crossing(0, 1), 40 + 12))
        #expect(Self.isNear(split.crossing(0, 2), 24))
        #expect(Self.isNear(split.crossing(1, 2), 36))
        #expect(split.crossings == 3)
    }

    /// The prices that the solvers give are these but for what they may add to both firewalls alike.
    @Test(arguments: Way.allCases)
    func pricesWithoutLimit(way: Way) throws {
        let distribution = try #require(try way.solve(Self.tenant).distribution)
        let prices = distribution.certificate.loadPrices
        #expect(Self.isNear(prices[1] - prices[2], 0.4))
        #expect(Self.areNear(Array(prices[3...5]), [1, 0, 0]))

        let byHand = DistributionCertificate(
            loadPrices: [0, 0.4, 0, 1, 0, 0, 0], bandwidthPrices: [], linkPrices: [])
        #expect(Self.isNear(CertificateChecker().bound(of: byHand, for: Self.tenant), 160 - 24 - 24))
        #expect(CertificateChecker().proves(distribution, for: Self.tenant))
    }

    /// What the price of ips-a says comes true.
    @Test(arguments: Way.allCases)
    func oneUnitLessOfRoom(way: Way) throws {
        var problem = Self.tenant
        problem.sites[3].capacity = 23
        #expect(Self.isNear(try way.solve(problem).distribution?.objective, 113))
    }

    @Test(arguments: Way.allCases)
    func splitWithLimit(way: Way) throws {
        let problem = Self.tenant(available: 20)
        let distribution = try #require(try way.solve(problem).distribution)
        #expect(Self.isNear(distribution.objective, 116))
        let split = Split(distribution)
        #expect(split.isNear(fwA: 60, fwB: 40, ipsA: 20, ipsBC: 40))
        #expect(Self.isNear(split.crossing(0, 1), 40 + 16))
        #expect(Self.isNear(split.crossing(0, 2), 20))
        #expect(Self.isNear(split.crossing(1, 2), 40))
    }

    @Test(arguments: Way.allCases)
    func pricesWithLimit(way: Way) throws {
        let problem = Self.tenant(available: 20)
        let distribution = try #require(try way.solve(problem).distribution)
        let certificate = distribution.certificate
        #expect(Self.areNear(certificate.bandwidthPrices, [1]))
        #expect(Self.isNear(certificate.loadPrices[1] - certificate.loadPrices[2], 0.4))
        #expect(Self.areNear(Array(certificate.loadPrices[3...5]), [0, 0, 0]))

        let byHand = DistributionCertificate(
            loadPrices: [0, 0.4, 0, 0, 0, 0, 0], bandwidthPrices: [1], linkPrices: [])
        #expect(Self.isNear(CertificateChecker().bound(of: byHand, for: problem), 160 - 24 - 20))
        #expect(CertificateChecker().proves(distribution, for: problem))

        let wider = try #require(try way.solve(Self.tenant(available: 21)).distribution)
        #expect(Self.isNear(wider.objective, 115))
        #expect(Self.isNear(try way.solve(Self.tenant(available: 25)).distribution?.objective, 112))
    }

    @Test(arguments: Way.allCases)
    func tooLittleBandwidth(way: Way) throws {
        let problem = Self.tenant(available: 10)
        let why = try #require(try way.solve(problem).infeasibility)
        #expect(why.shortfalls.map(\.resource) == [.bandwidth(RackPair(from: RackID(0), to: RackID(2)))])
        #expect(Self.areNear(why.shortfalls.map(\.amount), [6]))
        #expect(CertificateChecker().provesInfeasible(why, for: problem))

        let byHand = DistributionCertificate(
            loadPrices: [0, 0, 0, -1, 0, 0, 0], bandwidthPrices: [1], linkPrices: [])
        #expect(Self.isNear(CertificateChecker().bound(of: byHand, for: problem, hasCosts: false), 6))
        #expect(Self.isNear(try way.solve(Self.tenant(available: 16)).distribution?.objective, 120))
    }

    @Test(arguments: Way.allCases)
    func carriesWhatItCan(way: Way) throws {
        let distribution = try #require(try way.solveElastic(Self.tenant(available: 10)).distribution)
        #expect(Self.areNear(distribution.carried, [62.5]))
        #expect(Self.isNear(distribution.objective, 75))
        #expect(Split(distribution).isNear(fwA: 37.5, fwB: 25, ipsA: 10, ipsBC: 27.5))
    }

    /// The paths that the article "From split to weights" shows.
    @Test func pathsAndWeights() throws {
        let distribution = try #require(try FlowDistributor().solve(Self.tenant).distribution)
        let paths = distribution.paths(of: Self.tenant, totalWeight: 100)
        let names = paths.map { path in path.instances.map { Self.tenant.sites[$0.index].name } }
        #expect(names == [["fw-a", "ips-a"], ["fw-b", "ips-b"], ["fw-a", "ips-c"], ["fw-b", "ips-c"]])
        #expect(paths.map(\.weight) == [40, 30, 20, 10])
        #expect(Self.areNear(paths.map(\.volume), [40, 30, 20, 10]))

        let splits = distribution.paths(of: Self.tenant, chain: 0, positions: 1..<2, totalWeight: 100)
        #expect(splits.map(\.head) == [SiteID(1), SiteID(2)])
        #expect(splits.map { $0.paths.map(\.weight) } == [[67, 33], [75, 25]])
        #expect(Self.areNear(splits.map(\.roundingError), [0.67 - 2.0 / 3, 0]))
    }
}

/// What the article speaks of: loads, and what crosses from rack to rack.
private struct Split {
    private var loads: [String: Double] = [:]
    private var between: [RackPair: Double] = [:]

    init(_ distribution: Distribution) {
        let sites = GuideTests.tenant.sites
        for flow in distribution.flows {
            loads[sites[flow.to.index].name, default: 0] += flow.volume
            let pair = RackPair(from: sites[flow.from.index].rack, to: sites[flow.to.index].rack)
            if pair.from != pair.to { between[pair, default: 0] += flow.volume }
        }
    }

    var crossings: Int { between.count }

    func crossing(_ from: Int, _ to: Int) -> Double {
        between[RackPair(from: RackID(from), to: RackID(to))] ?? 0
    }

    func isNear(fwA: Double, fwB: Double, ipsA: Double, ipsBC: Double) -> Bool {
        let both = (loads["ips-b"] ?? 0) + (loads["ips-c"] ?? 0)
        let found = [loads["fw-a"] ?? 0, loads["fw-b"] ?? 0, loads["ips-a"] ?? 0, both]
        return GuideTests.areNear(found, [fwA, fwB, ipsA, ipsBC])
    }
}

extension GuideTests {
    fileprivate static func isNear(_ found: Double?, _ expected: Double) -> Bool {
        abs((found ?? .nan) - expected) <= 1e-9 * max(1, abs(expected))
    }

    fileprivate static func areNear(_ found: [Double], _ expected: [Double]) -> Bool {
        found.count == expected.count && zip(found, expected).allSatisfy { isNear($0, $1) }
    }
}
