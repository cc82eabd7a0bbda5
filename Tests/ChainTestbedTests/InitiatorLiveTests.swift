import ChainComposition
import ServiceChaining
import Stratos
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// Connections that the far end of a chain opens.
    @Suite struct InitiatorLiveTests {
        @Test(
            "what either end opens passes one instance of each function, and so do its replies",
            arguments: [(TagEncapsulation.dscp, true), (.dscp, false), (.vlan, true)])
        func eitherEnd(tags: TagEncapsulation, isResident: Bool) async throws {
            var setting = LiveChain.Setting(
                functions: [("bridge", .passthrough, 2), ("router", .router, 2)], tags: tags)
            if !isResident { setting.engine = ReactiveEngine() }
            setting.adjust = { chain, _ in chain.policy.tenants[0].chains[0].initiator = .either }
            try await LiveChain.with(setting) { chain in
                let ends = [(chain.server, chain.client), (chain.client, chain.server)]
                var servers: [TrafficServer] = []
                defer { servers.forEach { $0.stop() } }
                for (_, target) in ends { servers.append(try await TrafficServer.start(in: target, port: 8080)) }
                let seen = try await chain.watch {
                    for (source, target) in ends {
                        let client = TrafficClient(endpoint: source, server: target.address, port: 8080)
                        let report = try await client.run(ClosedLoopLoad(connections: 10))
                        #expect(report.failures.isEmpty && report.answeredRequests == 10)
                    }
                }
                for stage in chain.deployment.stages {
                    var passed: [Set<UInt64?>] = []
                    for box in stage.boxes {
                        let sides = try box.sides.map { try seen[box, $0].records() }
                        #expect(sides.allSatisfy { $0.allSatisfy(\.isWhole) }, "both directions pass \(box.name)")
                        #expect(Set(sides[0].map(\.flow)) == Set(sides[1].map(\.flow)))
                        for (source, _) in ends {
                            #expect(sides[0].contains { $0.flow.source.addressText == source.address }, "\(box.name)")
                        }
                        passed.append(Set(sides[0].map(\.connectionID)))
                    }
                    #expect(passed[0].isDisjoint(with: passed[1]) && passed[0].union(passed[1]).count == 20)
                }
            }
        }

        @Test("where only the source may begin, nothing of the far end's enters")
        func sourceOnly() async throws {
            try await LiveChain.with(LiveChain.Setting(functions: [("router", .router, 1)])) { chain in
                let server = try await TrafficServer.start(in: chain.client, port: 8080)
                defer { server.stop() }
                let seen = try await chain.watch {
                    var client = TrafficClient(endpoint: chain.server, server: chain.client.address, port: 8080)
                    client.timeout = .milliseconds(300)
                    let report = try await client.run(ClosedLoopLoad(connections: 2))
                    #expect(report.outcomes.map(\.failure) == [.timedOut, .timedOut])
                }
                #expect(try seen[chain.server].count("tcp") > 0)
                for box in chain.boxes { #expect(try seen.count("tcp", at: box) == [0, 0]) }
            }
        }
    }
}
