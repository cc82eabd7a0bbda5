import NetworkTypes
import OpenFlow
import ServiceChaining
import Testing

@testable import ChainSimulation

/// The run itself, with methods that do what no real one should.
@Suite struct SteeringRunTests {
    @Test func whatASwitchRefusesEndsTheRun() {
        let error = #expect(throws: ChainSimulationError.self) {
            _ = try Self.run(FixedMessages(bodies: [.groupMod(GroupMod(.modify, 7))]))
        }
        #expect(error?.code == .messageRefused)
    }

    /// Nobody who sends nothing to switches gets a packet anywhere; a host without an answer sends no second one.
    @Test func withoutRulesEverythingIsLost() throws {
        let tally = try Self.run(FixedMessages(bodies: []))
        #expect(tally.flows == 12)
        #expect([tally.packets, tally.lost, tally.brokenFlows.count] == [12, 12, 12])
        #expect(tally.wrongSequences == 0)
        #expect(tally.occupancy.mostRules == 0)
    }

    /// Flooding reaches every end and box, which is no steering.
    @Test func floodingIsWrong() throws {
        let flood = FlowMod(.add, table: 0, priority: 1, instructions: [.applyActions([.output(.flood)])])
        let tally = try Self.run(FixedMessages(bodies: [.flowMod(flood)]))
        #expect(tally.wrongFlows.count == tally.flows)
        #expect(tally.setupMods == 4)
    }

    private static func run(_ method: some SteeringMethod) throws -> SteeringTally {
        var generator = ScenarioGenerator(SteeringConfiguration(seeds: [1], flows: 12, changes: 0, burst: 4), seed: 1)
        var run = SteeringRun(generator.scenario(), method, seed: 1)
        return try run.run()
    }

    /// Tells every switch the same, once.
    private struct FixedMessages: SteeringMethod {
        let bodies: [Message.Body]

        func adopt(_ policy: Policy) throws(ChainSimulationError) -> [SwitchMessages] {
            policy.forwarders.map { SwitchMessages($0.datapath, bodies) }
        }
    }
}
