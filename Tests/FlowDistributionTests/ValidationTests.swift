import CloudTopology
import FlowDistribution
import Testing

@Suite struct ValidationTests {
    /// A way to spoil a good problem, and what is said about it.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let code: DistributionError.Code
        let field: String
        let spoil: @Sendable (inout DistributionProblem) -> Void

        init(
            _ code: DistributionError.Code, _ field: String,
            _ spoil: @escaping @Sendable (inout DistributionProblem) -> Void
        ) {
            (self.code, self.field, self.spoil) = (code, field, spoil)
        }

        var testDescription: String { "\(code.rawValue) at \(field)" }
    }

    /// Everything that a problem can have, all of it right: sites 0 to 5 are two sources, three instances, one sink.
    static let good: DistributionProblem = {
        var problem = DistributionProblem(rackCount: 4, tree: RackTree(racks: 4, racksPerAggregation: 2))
        let sites = (0..<6).map { problem.addSite("s\($0)", in: RackID($0 % 4), capacity: $0 == 3 ? 500 : .infinity) }
        problem.chains = [
            DistributionProblem.Chain(
                "web", from: [.init(sites[0], volume: 30), .init(sites[1], volume: 0)],
                through: [.init([sites[2], sites[3]], gain: 1.5, reverseGain: 0.5), .init([sites[4]])], to: [sites[5]],
                reverseVolume: 10),
            // What is an instance here is an endpoint there.
            DistributionProblem.Chain(
                "dns", from: [.init(sites[2], volume: 3)], through: [.init([sites[3]])], to: [sites[2], sites[4]]),
        ]
        problem.cost = .levels([0, 1, 4])
        problem.bandwidthLimits = [
            .init(RackPair(from: RackID(0), to: RackID(1)), available: .infinity),
            .init(RackPair(from: RackID(1), to: RackID(0)), available: 0, carried: 3),
        ]
        problem.linkLimits = [
            .init(TreeLink(level: 0, index: 3, direction: .down), available: 5),
            .init(TreeLink(level: 1, index: 1, direction: .up), available: 50),
        ]
        return problem
    }()

    @Test func aGoodProblemPasses() throws {
        try Self.good.validate()
        try Self.good.validateNames()
        try DistributionProblem(rackCount: 0).validate()
    }

    @Test(arguments: ofTheWhole + ofSites + ofChains + ofVolumes + ofLimits)
    func everyMistakeIsNamed(_ mistake: Mistake) {
        var problem = Self.good
        mistake.spoil(&problem)
        let error = #expect(throws: DistributionError.self) { try problem.validate() }
        #expect(error?.code == mistake.code)
        #expect(error?.field == mistake.field)
        #expect(error?.message.isEmpty == false)
    }

    @Test func namesAreUniqueAndNotEmpty() {
        var problem = Self.good
        problem.sites[4].name = "s1"
        #expect(throws: DistributionError(.duplicate, "", at: "sites[4].name")) { try problem.validateNames() }
        problem.sites[4].name = ""
        #expect(throws: DistributionError(.empty, "", at: "sites[4].name")) { try problem.validateNames() }
    }

    /// The memory of one check does not spoil the next.
    @Test func scratchIsReusable() throws {
        var scratch = [Int32](repeating: 1, count: 3)
        for _ in 0..<3 { try Self.good.validate(scratch: &scratch) }
        var twice = Self.good
        twice.chains[1].sinks.append(SiteID(2))
        let error = DistributionError(.duplicate, "", at: "chains[1].sinks[2]")
        #expect(throws: error) { try twice.validate(scratch: &scratch) }
        try Self.good.validate(scratch: &scratch)
    }

    /// Limits in no order are compared with all others.
    @Test(arguments: [nil, 0, 500, 998])
    func manyLimits(repeated: Int?) throws {
        var problem = DistributionProblem(rackCount: 2000)
        problem.bandwidthLimits = (0..<1000).map { index in
            let rack = index * 7919 % 1000
            return .init(RackPair(from: RackID(rack), to: RackID(1999 - rack)), available: 1)
        }
        guard let repeated else { return try problem.validate() }
        problem.bandwidthLimits[999] = problem.bandwidthLimits[repeated]
        let error = DistributionError(.duplicate, "", at: "bandwidthLimits[999].pair")
        #expect(throws: error) { try problem.validate() }
    }
}

extension ValidationTests {
    static let ofTheWhole = [
        Mistake(.invalidNumber, "rackCount") { $0.rackCount = -1 },
        Mistake(.invalidNumber, "rackCount") { $0.rackCount = 1 << 24 + 1 },
        Mistake(.invalidNumber, "leeway") { $0.leeway = -0.1 },
        Mistake(.invalidNumber, "leeway") { $0.leeway = 1.1 },
        Mistake(.invalidNumber, "leeway") { $0.leeway = .nan },
        Mistake(.noTree, "cost") { $0.tree = nil },
        Mistake(.noTree, "cost") { ($0.tree, $0.cost) = (nil, .hops) },
        Mistake(.noTree, "linkLimits[0].link") { ($0.tree, $0.cost) = (nil, .binary) },
        Mistake(.unknownRack, "tree") { $0.tree = RackTree(racks: 3, racksPerAggregation: 2) },
        Mistake(.invalidNumber, "cost") { $0.cost = .levels([0, 1]) },
        Mistake(.invalidNumber, "cost[0]") { $0.cost = .levels([-1, 1, 2]) },
        Mistake(.invalidNumber, "cost[2]") { $0.cost = .levels([0, 3, 2]) },
        Mistake(.invalidNumber, "cost[1]") { $0.cost = .levels([0, .nan, 2]) },
        Mistake(.invalidNumber, "cost[2]") { $0.cost = .levels([0, 1, .infinity]) },
    ]

    static let ofSites = [
        Mistake(.unknownRack, "sites[5].rack") { $0.sites[5].rack = RackID(4) },
        Mistake(.unknownRack, "sites[1].rack") { $0.sites[1].rack = RackID(-1) },
        Mistake(.unknownRack, "sites[0].rack") { $0.rackCount = 0 },
        Mistake(.invalidNumber, "sites[4].capacity") { $0.sites[4].capacity = -1 },
        Mistake(.invalidNumber, "sites[4].capacity") { $0.sites[4].capacity = .nan },
        Mistake(.invalidNumber, "sites[3].size") { $0.sites[3].size = 0 },
        Mistake(.invalidNumber, "sites[3].size") { $0.sites[3].size = -2 },
        Mistake(.invalidNumber, "sites[3].size") { $0.sites[3].size = .infinity },
        Mistake(.invalidNumber, "sites[3].size") { $0.sites[3].size = .nan },
    ]

    static let ofChains = [
        Mistake(.empty, "chains[0].sources") { $0.chains[0].sources = [] },
        Mistake(.empty, "chains[1].positions") { $0.chains[1].positions = [] },
        Mistake(.empty, "chains[0].positions[1].instances") { $0.chains[0].positions[1].instances = [] },
        Mistake(.empty, "chains[1].sinks") { $0.chains[1].sinks = [] },
        Mistake(.unknownSite, "chains[0].sources[1].site") { $0.chains[0].sources[1].site = SiteID(6) },
        Mistake(.unknownSite, "chains[0].positions[0].instances[1]") {
            $0.chains[0].positions[0].instances[1] = SiteID(-1)
        },
        Mistake(.unknownSite, "chains[1].sinks[1]") { $0.chains[1].sinks[1] = SiteID(.max) },
        Mistake(.duplicate, "chains[0].sources[1].site") { $0.chains[0].sources[1].site = SiteID(0) },
        Mistake(.duplicate, "chains[0].positions[0].instances[1]") {
            $0.chains[0].positions[0].instances[1] = SiteID(2)
        },
        Mistake(.duplicate, "chains[0].positions[1].instances[0]") {
            $0.chains[0].positions[1].instances[0] = SiteID(3)
        },
        Mistake(.duplicate, "chains[1].sinks[1]") { $0.chains[1].sinks[1] = SiteID(2) },
    ]

    static let ofVolumes = [
        Mistake(.invalidNumber, "chains[0].sources[1].volume") { $0.chains[0].sources[1].volume = -1 },
        Mistake(.invalidNumber, "chains[1].sources[0].volume") { $0.chains[1].sources[0].volume = .nan },
        Mistake(.invalidNumber, "chains[1].sources[0].volume") { $0.chains[1].sources[0].volume = .infinity },
        Mistake(.invalidNumber, "chains[0].sources[0].volume") { $0.chains[0].sources[0].volume = 2e15 },
        Mistake(.invalidNumber, "chains[0].reverseVolume") { $0.chains[0].reverseVolume = -1 },
        Mistake(.invalidNumber, "chains[0].reverseVolume") { $0.chains[0].reverseVolume = .nan },
        Mistake(.invalidNumber, "chains[0].reverseVolume") { $0.chains[0].reverseVolume = .infinity },
        Mistake(.invalidNumber, "chains[0].reverseVolume") { $0.chains[0].sources[0].volume = 0 },
        Mistake(.invalidNumber, "chains[0].positions[0].gain") { $0.chains[0].positions[0].gain = 0 },
        Mistake(.invalidNumber, "chains[0].positions[1].gain") { $0.chains[0].positions[1].gain = -1 },
        Mistake(.invalidNumber, "chains[0].positions[1].gain") { $0.chains[0].positions[1].gain = .nan },
        Mistake(.invalidNumber, "chains[0].positions[1].gain") { $0.chains[0].positions[1].gain = .infinity },
        Mistake(.invalidNumber, "chains[0].positions[1].gain") { $0.chains[0].positions[1].gain = 1e14 },
        Mistake(.invalidNumber, "chains[0].positions[1].gain") {
            ($0.chains[0].positions[0].gain, $0.chains[0].positions[1].gain) = (1e-10, 1e-10)
        },
        Mistake(.invalidNumber, "chains[0].positions[0].reverseGain") { $0.chains[0].positions[0].reverseGain = 0 },
        Mistake(.invalidNumber, "chains[0].positions[1].reverseGain") { $0.chains[0].positions[1].reverseGain = .nan },
        Mistake(.invalidNumber, "chains[0].positions[0].reverseGain") {
            ($0.chains[0].positions[1].reverseGain, $0.chains[0].positions[0].reverseGain) = (1e10, 1e10)
        },
    ]

    static let ofLimits = [
        Mistake(.unknownRack, "bandwidthLimits[1].pair.from") {
            $0.bandwidthLimits[1].pair = RackPair(from: RackID(4), to: RackID(0))
        },
        Mistake(.unknownRack, "bandwidthLimits[0].pair.to") {
            $0.bandwidthLimits[0].pair = RackPair(from: RackID(0), to: RackID(-1))
        },
        Mistake(.unknownRack, "bandwidthLimits[1].pair") {
            $0.bandwidthLimits[1].pair = RackPair(from: RackID(2), to: RackID(2))
        },
        Mistake(.duplicate, "bandwidthLimits[1].pair") { $0.bandwidthLimits[1].pair = $0.bandwidthLimits[0].pair },
        Mistake(.invalidNumber, "bandwidthLimits[0].available") { $0.bandwidthLimits[0].available = -1 },
        Mistake(.invalidNumber, "bandwidthLimits[1].available") { $0.bandwidthLimits[1].available = .nan },
        Mistake(.invalidNumber, "bandwidthLimits[1].carried") { $0.bandwidthLimits[1].carried = -1 },
        Mistake(.invalidNumber, "bandwidthLimits[1].carried") { $0.bandwidthLimits[1].carried = .infinity },
        Mistake(.invalidNumber, "bandwidthLimits[1].carried") { $0.bandwidthLimits[1].carried = .nan },
        Mistake(.unknownRack, "linkLimits[0].link") {
            $0.linkLimits[0].link = TreeLink(level: 0, index: 4, direction: .down)
        },
        Mistake(.unknownRack, "linkLimits[1].link") {
            $0.linkLimits[1].link = TreeLink(level: 2, index: 0, direction: .up)
        },
        Mistake(.duplicate, "linkLimits[1].link") { $0.linkLimits[1].link = $0.linkLimits[0].link },
        Mistake(.duplicate, "linkLimits[2].link") { $0.linkLimits.append($0.linkLimits[0]) },
        Mistake(.invalidNumber, "linkLimits[0].available") { $0.linkLimits[0].available = -1 },
        Mistake(.invalidNumber, "linkLimits[1].available") { $0.linkLimits[1].available = .nan },
        Mistake(.invalidNumber, "linkLimits[0].carried") { $0.linkLimits[0].carried = .nan },
        Mistake(.invalidNumber, "linkLimits[1].carried") { $0.linkLimits[1].carried = -1 },
    ]
}
