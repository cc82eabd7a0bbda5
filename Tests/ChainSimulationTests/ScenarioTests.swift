import ServiceChaining
import Testing

@testable import ChainSimulation

@Suite struct ScenarioTests {
    @Test func theFirstPolicyHasNoMistakes() {
        for hasManglingBoxes in [true, false] {
            let policy = ComparedDeployment(hasManglingBoxes: hasManglingBoxes).policy
            #expect(policy.diagnostics().isEmpty, "\(policy.diagnostics())")
        }
    }

    @Test func everyFlowIsOpenedAndBelongsToAChain() {
        let flows = Self.scenario(seed: 3, flows: 50).turns.flatMap(\.opened)
        #expect(flows.map(\.id) == Array(0..<50))
        #expect(Set(flows.map(\.flow)).count == 50)
        #expect(Set(flows.map(\.functions)).count == 3)
    }

    @Test func everythingDependsOnTheSeed() {
        let scenarios = [
            Self.scenario(seed: 1, flows: 8), Self.scenario(seed: 1, flows: 8), Self.scenario(seed: 2, flows: 8),
        ]
        let flows = scenarios.map { $0.turns.flatMap(\.opened) }
        #expect(flows[0] == flows[1])
        #expect(Set(flows[0].map(\.flow)).isDisjoint(with: flows[2].map(\.flow)))
        #expect(scenarios[0].turns.map(\.change) != scenarios[2].turns.map(\.change))
    }

    /// An instance is added, weighed, drained and removed, again and again; each policy differs from the one before.
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func changesTakeTurns(seed: UInt64) {
        let scenario = Self.scenario(seed: seed, flows: 160, changes: 16)
        let changes = scenario.turns.compactMap(\.change)
        #expect(changes.count == 16)
        let policies = [scenario.policy] + changes.map(\.policy)
        #expect(zip(policies, policies.dropFirst()).allSatisfy { $0 != $1 })
        let kinds = Set(changes.map { Self.name($0.kind) })
        #expect(kinds.isSuperset(of: ["add", "drain", "weigh"]))
    }

    /// Nobody can be blamed for a flow that was open in a box which is taken away.
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func whatIsRemovedHasDrained(seed: UInt64) throws {
        let turns = Self.scenario(seed: seed, flows: 240, changes: 24).turns
        var removals = 0
        for (index, turn) in turns.enumerated() {
            guard case .remove(let gone)? = turn.change?.kind else { continue }
            removals += 1
            let drained = try #require(
                turns.prefix(index).lastIndex { if case .drain(gone) = $0.change?.kind { true } else { false } })
            let older = turns.enumerated().filter { $0.offset <= drained }
            let lastEnd = older.flatMap { turn in turn.element.opened.map { turn.offset + $0.lifetime } }.max() ?? 0
            #expect(lastEnd < index, "seed \(seed)")
        }
        #expect(removals > 0)
    }

    private static func scenario(seed: UInt64, flows: Int, changes: Int = 4) -> SteeringScenario {
        var generator = ScenarioGenerator(
            SteeringConfiguration(seeds: [seed], flows: flows, changes: changes, burst: 4), seed: seed)
        return generator.scenario()
    }

    private static func name(_ kind: DeploymentChange.Kind) -> String {
        switch kind {
        case .add: "add"
        case .drain: "drain"
        case .remove: "remove"
        case .weigh: "weigh"
        }
    }
}
