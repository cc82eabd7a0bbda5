import Foundation
import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import ServiceChaining
import TestSupport
import Testing

@testable import ChainSimulation

/// Whatever a method tells emulated switches in a run, real Open vSwitch takes too, and ends up with the same rules.
@Suite(.enabled(if: OpenVSwitchProcess.isUsable), .serialized, .timeLimit(.minutes(2)))
struct OpenVSwitchTests {
    @Test(arguments: SteeringMethodKind.allCases)
    func openVSwitchTakesTheSameMessages(_ kind: SteeringMethodKind) async throws {
        let log = Log()
        var generator = ScenarioGenerator(SteeringConfiguration(seeds: [1], flows: 12, changes: 1, burst: 4), seed: 1)
        var run = SteeringRun(generator.scenario(), Recording(method: kind.method(), log: log), seed: 1)
        _ = try run.run()
        let texts = try log.bodies.mapValues { try BundleFile.text(of: $0) }
        #expect(texts.count == 4)
        let expected = run.controlled.network.switches.mapValues(Self.lasting)
        try await OpenVSwitchProcess.with("methods") { openVSwitch in
            for (datapath, text) in texts {
                let bridge = "s\(datapath.rawValue)"
                try await openVSwitch.addBridge(bridge)
                let file = "\(openVSwitch.directory)/\(bridge).txt"
                try text.write(toFile: file, atomically: true, encoding: .utf8)
                try await openVSwitch.ofctl("bundle", bridge, file)
                let rules = try await openVSwitch.ofctl("dump-flows", bridge).split(separator: "\n")
                let lasting = rules.filter { $0.contains("actions=") && !$0.contains("_timeout=") }
                #expect(lasting.count == expected[datapath], "\(kind) on \(bridge)")
            }
        }
    }

    /// How many rules there are that no time-out takes away.
    private static func lasting(_ bridge: EmulatedSwitch) -> Int {
        bridge.tables.values.reduce(0) { sum, table in
            sum + table.rules.count { $0.idleTimeout == 0 && $0.hardTimeout == 0 }
        }
    }

    private final class Log {
        var bodies: [DatapathID: [Message.Body]] = [:]

        func note(_ messages: [SwitchMessages]) -> [SwitchMessages] {
            for message in messages {
                bodies[message.datapath, default: []] += message.bodies.filter {
                    if case .packetOut = $0 { false } else { true }
                }
            }
            return messages
        }
    }

    /// A method whose messages are written down.
    private struct Recording: SteeringMethod {
        var method: any SteeringMethod
        let log: Log

        mutating func adopt(_ policy: Policy) throws(ChainSimulationError) -> [SwitchMessages] {
            log.note(try method.adopt(policy))
        }

        mutating func answer(_ packetIn: PacketIn, from datapath: DatapathID, at time: Duration) -> [SwitchMessages] {
            log.note(method.answer(packetIn, from: datapath, at: time))
        }

        mutating func settle() -> [SwitchMessages] { log.note(method.settle()) }

        mutating func ruleRemoved(_ removed: FlowRemoved, from datapath: DatapathID, now: Duration) {
            method.ruleRemoved(removed, from: datapath, now: now)
        }

        mutating func maintain(_ network: EmulatedNetwork) throws(ChainSimulationError) -> [SwitchMessages] {
            log.note(try method.maintain(network))
        }
    }
}
