import ChainComposition
import ServiceChaining
import Stratos
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// A switch that dies under live connections and starts again.
    @Suite struct RestartLiveTests {
        @Test("live connections keep their firewalls when a switch is killed and comes back", arguments: [true, false])
        func restart(isResident: Bool) async throws {
            var setting = LiveChain.Setting(functions: [("fw", .statefulFirewall, 2), ("bridge", .passthrough, 2)])
            if !isResident { setting.engine = ReactiveEngine() }
            try await LiveChain.with(setting) { chain in
                let server = try await TrafficServer.start(in: chain.server, port: 8080)
                defer { server.stop() }
                let seen = try await chain.watch {
                    var traffic = chain.traffic()
                    traffic.timeout = .seconds(15)
                    var load = HeldLoad(connections: 20)
                    load.interval = .milliseconds(100)
                    let held = try await traffic.hold(load)
                    // A connection that chose anew would now choose the other firewall more often than not.
                    var changed = chain.deployment
                    changed.setWeight(8, of: chain.boxes(of: "fw")[1])
                    try await chain.controller.apply(changed.policy)
                    for host in chain.bed.hosts {
                        if isResident { try await chain.controller.recordConnections() }
                        try await chain.bed.killSwitch(of: host.name)
                        try await chain.bed.startSwitch(of: host.name)
                        let rules = try await Self.waitForRules(on: host)
                        #expect(rules > 10, "on \(host.name)")
                        // The held connections have sent again what was lost meanwhile.
                        try await Task.sleep(for: .seconds(1))
                    }
                    let late = try await traffic.run(ClosedLoopLoad(connections: 5))
                    #expect(late.failures.isEmpty, "new connections pass too")
                    #expect(try await held.finish().failures.isEmpty)
                }
                for stage in chain.deployment.stages {
                    let passed = try stage.boxes.map { box in
                        let sides = try box.sides.map { try seen[box, $0].records() }
                        #expect(sides.allSatisfy { $0.allSatisfy { $0.isWhole && !$0.wasReset } }, "\(box.name)")
                        #expect(Set(sides[0].map(\.flow)) == Set(sides[1].map(\.flow)))
                        return Set(sides[0].map(\.flow))
                    }
                    #expect(passed[0].isDisjoint(with: passed[1]), "a connection has moved")
                    #expect(passed[0].union(passed[1]).count == 25)
                    #expect(passed.allSatisfy { $0.count > 1 })
                }
            }
        }

        /// How many rules a switch has once the controller has given it any.
        private static func waitForRules(on host: EmulatedHost) async throws -> Int {
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .seconds(8) {
                let rules = try await host.ofctl("dump-flows").split(separator: "\n").count { $0.contains("cookie=") }
                if rules > 0 { return rules }
                try await Task.sleep(for: .milliseconds(50))
            }
            return 0
        }
    }
}
