import ChainComposition
import ChainTestbed
import Testing

extension RealNetworkSuite {
    /// The project's own engines on real switches, with real boxes, under live connections.
    @Suite struct AffinityScenarioTests {
        struct Setting: Sendable, CustomTestStringConvertible {
            let engine: any SteeringEngine
            let last: BoxKind

            var testDescription: String { "\(engine.name), \(last)" }
        }

        static let settings: [Setting] = [ResidentEngine(), ReactiveEngine()].flatMap {
            (engine: any SteeringEngine) in
            [.snatMangler(address: "10.9.0.1"), .terminatingProxy(address: "10.9.0.1")].map {
                Setting(engine: engine, last: $0)
            }
        }

        @Test("no live flow moves", arguments: settings)
        func noFlowMoves(_ setting: Setting) async throws {
            var specification = TestbedSpecification(hosts: 3)
            specification.stateDirectory = testStateDirectory
            specification.connectsController = false
            try await Testbed.withTestbed(specification) { bed in
                let scenario = AffinityScenario(
                    engine: setting.engine, last: setting.last, heldConnections: 120, shortConnections: 120)
                let outcome = try await scenario.run(on: bed) { print("\(setting.testDescription): \($0)") }
                #expect(outcome.affinity.connections == 240)
                #expect(outcome.affinity.violations.isEmpty, "\(outcome.affinity.violations.prefix(5))")
                #expect(outcome.failures == 0)
                #expect(outcome.newFlowsWhileDraining == 0)
                #expect(outcome.changes.map(\.what) == ["install", "weights 3:1", "add p3", "drain p1"])
                let passthroughs = outcome.affinity.connectionsByInstance.first ?? [:]
                #expect(Set(passthroughs.filter { $0.value > 0 }.keys) == ["p1", "p2", "p3"])
            }
        }
    }
}
