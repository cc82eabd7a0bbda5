import CloudTopology
import FlowDistribution
import FlowDistributionTesting
import GLPKBackend
import Testing

@Suite struct GeneratorTests {
    typealias Generator = DistributionGenerator

    static let placements: [Generator.Placement] = [
        .random, .clustered(racks: 3), .clustered(racks: 6), .clustered(racks: 12),
    ]

    @Test(arguments: placements)
    func tenantsAreAsDescribed(_ placement: Generator.Placement) throws {
        for seed in 0..<100 as Range<UInt64> {
            let problem = Generator(seed: seed).tenant(placement, bandwidth: .loose)
            try problem.validate()
            try problem.validateNames()
            #expect(problem.chains.count == 3 && problem.rackCount == 20_000)
            for chain in problem.chains {
                #expect((10...200).contains(chain.volume) && (1...3).contains(chain.sources.count))
                #expect(Set(chain.sources.map(\.volume)).count == 1 && (1...4).contains(chain.sinks.count))
                #expect((3...5).contains(chain.positions.count) && chain.reverseVolume == 0)
                #expect(chain.positions.allSatisfy { (2...10).contains($0.instances.count) })
                #expect(chain.positions.allSatisfy { (0.5...1.5).contains($0.gain) })
            }
            let racks = Set(problem.sites.map(\.rack))
            if case .clustered(let count) = placement { #expect(racks.count <= count) }
            if racks.count <= 16 { #expect(problem.bandwidthLimits.count == racks.count * (racks.count - 1)) }
        }
    }

    @Test func bandwidthLeavesTheTenantAlone() {
        let choices: [Generator.Bandwidth] = [.none, .loose, .tight(0.2), .tight(1)]
        let problems = choices.map { Generator(seed: 3).tenant(.clustered(racks: 6), bandwidth: $0) }
        for problem in problems {
            #expect(problem.chains == problems[0].chains && problem.sites == problems[0].sites)
        }
        #expect(problems[0].bandwidthLimits.isEmpty)
        #expect(Set(problems.map(\.bandwidthLimits)).count == 4)
    }

    @Test func functionsAreSharedWithAllInstances() {
        var (shared, displaced) = (0, 0)
        for seed in 0..<50 as Range<UInt64> {
            let problem = Generator(seed: seed).tenant(.random, sharesFunctions: true)
            let lists = problem.chains.flatMap { $0.positions.enumerated().map { (Set($1.instances), $0) } }
            for (index, first) in lists.enumerated() {
                for second in lists[..<index] where !first.0.isDisjoint(with: second.0) {
                    #expect(first.0 == second.0)
                    shared += 1
                    displaced += first.1 != second.1 ? 1 : 0
                }
            }
        }
        #expect(shared > 50 && displaced > 20)
    }

    @Test(arguments: [50, 100, 200, 400])
    func bigTenants(instances: Int) throws {
        let problem = Generator(seed: 1).bigTenant(instances: instances)
        try problem.validate()
        #expect(problem.chains.count == 1)
        #expect(problem.chains[0].positions.map(\.instances.count) == Array(repeating: instances, count: 5))
        #expect(Set(problem.sites.map(\.rack)).count == instances / 5)
        #expect(problem.bandwidthLimits.allSatisfy { $0.limit >= problem.chains[0].volume })
    }

    /// Loose limits stand in the way of nothing, the tightest of a part of all problems.
    @Test(arguments: [Generator.Placement.random, .clustered(racks: 6)])
    func tightness(_ placement: Generator.Placement) throws {
        var (infeasible, priced) = (0, 0)
        for seed in 0..<30 as Range<UInt64> {
            let generator = Generator(seed: seed)
            let tight = PlainProgram(generator.tenant(placement, sharesFunctions: true, bandwidth: .tight(1)))
            let answer = try tight.solve(DefaultSolver())
            infeasible += answer == nil ? 1 : 0
            priced += answer.map { $0.certificate.bandwidthPrices.count { $0 > 1e-9 } } ?? 0
            guard seed < 5 else { continue }
            let loose = PlainProgram(generator.tenant(placement, sharesFunctions: true, bandwidth: .loose))
            let prices = try #require(try loose.solve(DefaultSolver())).certificate.bandwidthPrices
            #expect(prices.allSatisfy { $0 < 1e-9 })
        }
        #expect((1...12).contains(infeasible))
        // Where every instance has a rack of its own all splits cost the same.
        #expect(placement == .random ? priced == 0 : priced > 20)
    }

    /// What a seed gives is published: these numbers change when any draw does.
    @Test func publishedProblems() {
        let tenant = Generator(seed: 1).tenant(.random, sharesFunctions: true, bandwidth: .tight(0.5))
        let clustered = Generator(seed: 2).tenant(.clustered(racks: 6), bandwidth: .loose)
        let varied = Generator(seed: 3).varied(Set(Generator.Feature.allCases))
        let fingerprints = [
            tenant, clustered, varied, Generator(seed: 4).varied(), Generator(seed: 5).bigTenant(instances: 50),
        ].map(\.fingerprint)
        #expect(
            fingerprints == [
                11_439_051_304_115_436_234, 10_939_891_930_196_679_100, 11_177_200_079_630_112_421,
                7_747_124_031_228_545_159, 9_129_799_125_089_199_226,
            ])
    }

    @Test func problemsDifferBySeed() {
        let fingerprints = (0..<1000).map { Generator(seed: UInt64($0)).varied().fingerprint }
        #expect(Set(fingerprints).count == 1000)
    }
}

extension DistributionProblem {
    /// A hash of all numbers (FNV-1a over their bits) that is the same on every machine.
    var fingerprint: UInt64 {
        var numbers = [leeway, includesEndpoints ? 1 : 0, Double(rackCount)] + costs
        for site in sites { numbers += [Double(site.rack.rawValue), site.capacity, site.size] }
        for chain in chains {
            for source in chain.sources { numbers += [Double(source.site.index), source.volume] }
            for position in chain.positions {
                numbers += position.instances.map { Double($0.index) } + [position.gain, position.reverseGain]
            }
            numbers += chain.sinks.map { Double($0.index) } + [chain.reverseVolume]
        }
        for limit in bandwidthLimits {
            let (from, to) = (limit.pair.from.rawValue, limit.pair.to.rawValue)
            numbers += [Double(from), Double(to), limit.available, limit.carried]
        }
        for limit in linkLimits {
            numbers += [Double(limit.link.level), Double(limit.link.index), limit.available, limit.carried]
        }
        return Self.hash(numbers)
    }

    private var costs: [Double] {
        switch cost {
        case .binary: [1]
        case .hops: [2]
        case .levels(let levels): levels
        case .function(let function):
            (0..<9).map { function(RackPair(from: RackID($0 / 3), to: RackID($0 % 3))) }
        }
    }

    private static func hash(_ numbers: [Double]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for number in numbers {
            for byte in 0..<8 as Range<UInt64> {
                hash = (hash ^ (number.bitPattern >> (8 * byte) & 0xFF)) &* 0x100_0000_01B3
            }
        }
        return hash
    }
}
