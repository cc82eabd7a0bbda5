import CloudTopology
import FlowDistribution
import FlowDistributionTesting
import Testing

@Suite struct VerifierTests {
    /// Two racks, everything there is: 100 of volume from rack 0, half of it on its way back, gain 2 at the first
    /// function; the second has instances of sizes 1 and 3.
    static let problem: DistributionProblem = {
        var problem = DistributionProblem(rackCount: 2, tree: RackTree(racks: 2))
        let client = problem.addSite("client", in: RackID(0))
        let first = [0, 1].map { problem.addSite("a\($0)", in: RackID($0)) }
        let second = [0, 1].map { problem.addSite("b\($0)", in: RackID($0), capacity: 300, size: Double(1 + 2 * $0)) }
        let server = problem.addSite("server", in: RackID(1))
        problem.chains = [
            .init(
                "web", from: [.init(client, volume: 100)], through: [.init(first, gain: 2), .init(second)],
                to: [server],
                reverseVolume: 50)
        ]
        problem.bandwidthLimits = [
            .init(RackPair(from: RackID(0), to: RackID(1)), available: 180),
            .init(RackPair(from: RackID(1), to: RackID(0)), available: 60),
        ]
        problem.linkLimits = [.init(TreeLink(level: 0, index: 1, direction: .down), available: 180)]
        return problem
    }()

    /// Loads 60 and 40 of 50 each, 60 and 140 of 50 and 150; with the way back (half of that, at the first function
    /// for each 100 forward 50, at the second for each 200 forward 50) 90, 60, 75, 175.
    static let answer = Distribution(
        objective: 210,
        flows: [
            flow(0, 0, 1, 60), flow(0, 0, 2, 40), flow(0, 1, 3, 60), flow(0, 1, 4, 60), flow(0, 2, 4, 80),
            flow(0, 3, 5, 60), flow(0, 4, 5, 140),
        ].enumerated().map { index, flow in
            var flow = flow
            flow.position = index < 2 ? 0 : index < 5 ? 1 : 2
            return flow
        }, carried: [100],
        certificate: DistributionCertificate(
            loadPrices: Array(repeating: 0, count: 6), bandwidthPrices: [0, 0], linkPrices: [0]),
        method: .general)

    private static func flow(_ chain: Int, _ from: Int, _ to: Int, _ volume: Double) -> Distribution.Flow {
        .init(chain: chain, position: 0, from: SiteID(from), to: SiteID(to), volume: volume)
    }

    private func kinds(
        of answer: Distribution, for problem: DistributionProblem = problem, isElastic: Bool = false
    ) -> Set<Violation.Kind> {
        Set(DistributionVerifier().violations(of: answer, for: problem, isElastic: isElastic).map(\.kind))
    }

    @Test func aRightAnswerPasses() {
        #expect(DistributionVerifier().violations(of: Self.answer, for: Self.problem) == [])
    }

    /// A way to spoil the answer, and what it must be called.
    struct Fault: Sendable, CustomTestStringConvertible {
        let kinds: Set<Violation.Kind>
        let testDescription: String
        let spoil: @Sendable (inout Distribution) -> Void

        init(
            _ description: String, _ kinds: Set<Violation.Kind>,
            _ spoil: @escaping @Sendable (inout Distribution) -> Void
        ) {
            (self.kinds, testDescription, self.spoil) = (kinds, description, spoil)
        }
    }

    static let faults = [
        Fault("source sends less", [.coverage, .conservation, .objective, .band]) { $0.flows[1].volume = 39.9 },
        Fault("flow scaled by a millionth", [.conservation, .objective]) { $0.flows[3].volume *= 1.000_001 },
        Fault("flow moved", [.conservation, .objective, .band, .bandwidth]) { $0.flows[4].to = SiteID(3) },
        Fault("moved all the way", [.band]) {
            ($0.flows[2].volume, $0.flows[3].volume, $0.objective) = (80, 40, 210)
            ($0.flows[5].volume, $0.flows[6].volume) = (80, 120)
        },
        Fault("flow left out", [.conservation]) { $0.flows.remove(at: 6) },
        Fault("flow twice", [.repeated]) {
            $0.flows[0].volume = 30
            $0.flows.append($0.flows[0])
        },
        Fault("past a function", [.wayward, .conservation, .objective, .band]) { $0.flows[3].to = SiteID(5) },
        Fault("backwards", [.wayward, .conservation, .objective, .band]) { $0.flows[3].from = SiteID(4) },
        Fault("no such chain", [.wayward, .conservation, .objective, .band]) { $0.flows[3].chain = 1 },
        Fault("no such gap", [.wayward, .conservation]) { $0.flows[6].position = 3 },
        Fault("no such site", [.wayward, .conservation]) { $0.flows[6].to = SiteID(9) },
        Fault("negative", [.malformed, .conservation, .objective]) { $0.flows[5].volume = -60 },
        Fault("not a number", [.malformed, .conservation, .objective]) { $0.flows[5].volume = .nan },
        Fault("infinite", [.malformed, .conservation, .objective]) { $0.flows[5].volume = .infinity },
        Fault("nothing", [.malformed]) {
            $0.flows.append(.init(chain: 0, position: 0, from: SiteID(0), to: SiteID(1), volume: 0))
        },
        Fault("objective", [.objective]) { $0.objective += 0.001 },
        Fault("objective not a number", [.objective]) { $0.objective = .nan },
        Fault("carried missing", [.malformed]) { $0.carried = [] },
        Fault("less carried", [.carried]) { $0.carried = [99] },
        Fault("carried not a number", [.carried]) { $0.carried = [.nan] },
    ]

    @Test(arguments: faults)
    func everyFaultIsFound(_ fault: Fault) {
        var answer = Self.answer
        fault.spoil(&answer)
        #expect(kinds(of: answer) == fault.kinds)
    }

    @Test func limitsAreKept() {
        var problem = Self.problem
        problem.bandwidthLimits[0].available = 159.9
        #expect(kinds(of: Self.answer, for: problem) == [.bandwidth])
        problem.bandwidthLimits[0].carried = 0.1
        #expect(kinds(of: Self.answer, for: problem) == [])
        problem.bandwidthLimits[1].available = 49.9
        #expect(kinds(of: Self.answer, for: problem) == [.bandwidth])
        problem = Self.problem
        problem.linkLimits[0].available = 159.9
        #expect(kinds(of: Self.answer, for: problem) == [.link])
        problem = Self.problem
        problem.sites[4].capacity = 174.9
        #expect(kinds(of: Self.answer, for: problem) == [.capacity])
        problem.sites[4].capacity = 175
        #expect(kinds(of: Self.answer, for: problem) == [])
        problem.leeway = 0.15
        #expect(kinds(of: Self.answer, for: problem) == [.band])
    }

    /// Free endpoints neither cost nor use bandwidth.
    @Test func freeEndpoints() {
        var (problem, answer) = (Self.problem, Self.answer)
        problem.includesEndpoints = false
        answer.objective = 75
        problem.bandwidthLimits[0].available = 60
        problem.bandwidthLimits[1].available = 15
        problem.linkLimits[0].available = 60
        #expect(kinds(of: answer, for: problem) == [])
        problem.bandwidthLimits[1].available = 14.9
        #expect(kinds(of: answer, for: problem) == [.bandwidth])
    }

    @Test func elasticAnswersCarryAPart() {
        var half = Self.answer
        for index in half.flows.indices { half.flows[index].volume /= 2 }
        half.objective /= 2
        half.carried = [50]
        #expect(kinds(of: half) == [.carried])
        #expect(kinds(of: half, isElastic: true) == [])
        half.flows[0].volume += 0.1
        #expect(kinds(of: half, isElastic: true) == [.coverage, .conservation, .band])
        half.carried = [101]
        #expect(kinds(of: half, isElastic: true) == [.carried])
    }
}
