import Testing

@testable import ChainSimulation

/// What the comparison says of each way of steering, and what has to be so whatever it says.
@Suite struct SteeringComparisonTests {
    private static let failures: [SteeringMetric] = [
        .movedFlows, .affinityViolations, .wrongFlows, .wrongSequences, .brokenFlows, .lostPackets,
    ]

    /// The baselines are no straw men: undisturbed, and where headers stay what they are, each does the job.
    @Test(arguments: SteeringMethodKind.allCases)
    func withoutChangesAndManglingEveryMethodIsRight(_ method: SteeringMethodKind) throws {
        let configuration = SteeringConfiguration(seeds: [1, 2, 3], flows: 40, changes: 0, hasManglingBoxes: false)
        let row = try #require(try SteeringComparison(configuration, methods: [method])[method])
        for metric in Self.failures { #expect(row[metric]?.maximum == 0, "\(method): \(metric)") }
    }

    @Test(arguments: [SteeringMethodKind.reactive, .resident])
    func ourEnginesKeepFlowsAndSequences(_ method: SteeringMethodKind) throws {
        let configuration = SteeringConfiguration(seeds: Array(1...6), flows: 60, changes: 12, burst: 4)
        let row = try #require(try SteeringComparison(configuration, methods: [method])[method])
        for metric in Self.failures { #expect(row[metric]?.maximum == 0, "\(method): \(metric)") }
    }

    @Test func groupsAloneMoveFlowsWheneverSomethingChanges() throws {
        let still = try row(.selectGroups, flows: 40, changes: 0)
        #expect(still[.movedFlows]?.maximum == 0)
        let changing = try row(.selectGroups, flows: 40, changes: 4)
        #expect(try #require(changing[.movedFlows]).minimum > 0.2)
        #expect(try #require(changing[.brokenFlows]).minimum > 0.2)
    }

    @Test func dividingTheFlowSpaceAnewMovesFlowsToo() throws {
        #expect(try row(.flowSpaceDivision, flows: 40, changes: 0)[.movedFlows]?.maximum == 0)
        #expect(try #require(try row(.flowSpaceDivision, flows: 40, changes: 4)[.movedFlows]).mean > 0.1)
    }

    /// A third of the flows goes through the NAT and on to the IPS, and looks behind the NAT like the flows that do not.
    @Test(arguments: [SteeringMethodKind.selectGroups, .flowSpaceDivision, .perFlowRules])
    func rewrittenHeadersMisleadWhatGoesByHeaders(_ method: SteeringMethodKind) throws {
        let row = try row(method, flows: 60, changes: 0)
        #expect((0.2...0.5).contains(try #require(row[.wrongFlows]).mean), "\(method)")
    }

    @Test func perFlowRulesKeepFlowsWhereTheyAre() throws {
        #expect(try row(.perFlowRules, flows: 60, changes: 6)[.movedFlows]?.maximum == 0)
    }

    @Test func correlationErrsWhereFlowsCannotBeToldApart() throws {
        let alike = try row(.packetCorrelation, flows: 48, changes: 0, burst: 16, contents: 1)
        #expect(try #require(alike[.correlationErrors]).minimum > 0.1)
        #expect(try #require(alike[.wrongFlows]).mean > 0)
        let alone = try row(.packetCorrelation, flows: 24, changes: 0, burst: 1, contents: 1)
        #expect(alone[.correlationErrors]?.maximum == 0)
        #expect(alone[.wrongFlows]?.maximum == 0)
    }

    @Test func rulesGrowWithFlowsOnlyWhereTheyAreForFlows() throws {
        let most = { (method: SteeringMethodKind, burst: Int) in
            try #require(try row(method, flows: burst * 8, changes: 0, burst: burst)[.mostRules]).mean
        }
        #expect(try most(.perFlowRules, 12) > 2 * most(.perFlowRules, 3))
        #expect(try most(.reactive, 12) > 1.5 * most(.reactive, 3))
        #expect(try most(.resident, 12) == most(.resident, 3))
        #expect(try most(.flowSpaceDivision, 12) == most(.flowSpaceDivision, 3))
    }

    @Test func onlyTheControllerThatIsAskedIsAsked() throws {
        let rows = try SteeringComparison(SteeringConfiguration(seeds: [1], flows: 24, changes: 0))
        #expect(rows[.resident]?[.packetInsPerFlow]?.maximum == 0)
        #expect(rows[.selectGroups]?[.packetInsPerFlow]?.maximum == 0)
        #expect(try #require(rows[.reactive]?[.packetInsPerFlow]).minimum >= 1)
        #expect(
            try #require(rows[.perFlowRules]?[.flowModsPerFlow]).mean
                > #require(rows[.reactive]?[.flowModsPerFlow]).mean)
    }

    @Test func theSameSeedGivesTheSameComparison() throws {
        let configuration = SteeringConfiguration(seeds: [7], flows: 32, changes: 3)
        #expect(try SteeringComparison(configuration) == SteeringComparison(configuration))
        var other = configuration
        other.seeds = [8]
        #expect(try SteeringComparison(configuration).rows != SteeringComparison(other).rows)
    }

    @Test func progressIsToldBeforeEachRun() throws {
        var steps: [SteeringComparison.Step] = []
        let configuration = SteeringConfiguration(seeds: [1, 2], flows: 4, changes: 0)
        _ = try SteeringComparison(configuration, methods: [.resident, .reactive]) { steps.append($0) }
        #expect(steps.map(\.number) == [1, 2, 3, 4])
        #expect(steps.allSatisfy { $0.total == 4 })
        #expect(steps.map(\.seed) == [1, 1, 2, 2])
    }

    @Test(arguments: [
        SteeringConfiguration(seeds: []), SteeringConfiguration(flows: 0), SteeringConfiguration(changes: -1),
        SteeringConfiguration(burst: 0), SteeringConfiguration(contents: 0),
    ])
    func aConfigurationThatAsksForNothingIsRefused(_ configuration: SteeringConfiguration) {
        let error = #expect(throws: ChainSimulationError.self) { try SteeringComparison(configuration) }
        #expect(error?.code == .badConfiguration)
    }

    private func row(
        _ method: SteeringMethodKind, flows: Int, changes: Int, burst: Int = 8, contents: Int = 100
    ) throws -> SteeringComparison.Row {
        let configuration = SteeringConfiguration(
            seeds: [1, 2, 3], flows: flows, changes: changes, burst: burst, contents: contents)
        return try #require(try SteeringComparison(configuration, methods: [method])[method])
    }
}
