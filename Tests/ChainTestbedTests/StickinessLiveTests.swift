import ChainComposition
import ServiceChaining
import Stratos
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// Flows between the same addresses pass the same instance where a chain asks for it.
    @Suite struct StickinessLiveTests {
        private static let clients = (11...16).map { "10.1.0.\($0)" }

        @Test(
            "several flows of each of six clients, among four instances",
            arguments: [
                (ServiceFunctionChain.Stickiness.connection, true), (.addressesAndProtocol, true),
                (.addressesAndProtocol, false), (.addresses, true), (.addresses, false),
            ])
        func flows(stickiness: ServiceFunctionChain.Stickiness, isResident: Bool) async throws {
            var setting = LiveChain.Setting(
                functions: [("router", .router, 4)], also: (Self.clients.map { $0 + "/24" }, []))
            if !isResident { setting.engine = ReactiveEngine() }
            setting.adjust = { chain, _ in chain.policy.tenants[0].chains[0].stickiness = stickiness }
            try await LiveChain.with(setting) { chain in
                let server = try await TrafficServer.start(in: chain.server, port: 8080)
                defer { server.stop() }
                let seen = try await chain.watch {
                    for (source, transport) in Self.clients.flatMap({ [($0, TransportKind.tcp), ($0, .udp)] }) {
                        var traffic = chain.traffic(transport)
                        traffic.source = source
                        for count in [1, 2] {
                            let report = try await traffic.run(ClosedLoopLoad(connections: count))
                            #expect(report.failures.isEmpty && report.answeredRequests == count)
                            // What a switch learns is in force when it has looked through its cache of flows again.
                            if isResident, count == 1 { try await Task.sleep(for: .milliseconds(100)) }
                        }
                    }
                }
                var instances: [String: [TransportKind: Set<String>]] = [:]
                for box in chain.boxes {
                    let sides = try box.sides.map { try seen[box, $0].records() }
                    #expect(Set(sides[0].map(\.flow)) == Set(sides[1].map(\.flow)))
                    for flow in sides[0].map(\.flow) {
                        instances[flow.source.addressText, default: [:]][flow.transport, default: []].insert(box.name)
                    }
                }
                Self.check(instances, stickiness)
            }
        }

        private static func check(
            _ instances: [String: [TransportKind: Set<String>]], _ stickiness: ServiceFunctionChain.Stickiness
        ) {
            #expect(Set(instances.keys) == Set(clients))
            #expect(instances.values.allSatisfy { $0.count == 2 }, "both protocols pass")
            let byProtocol = instances.values.flatMap(\.values)
            let byAddress = instances.values.map { Set($0.values.joined()) }
            #expect(byProtocol.allSatisfy { $0.count == 1 } == (stickiness != .connection), "\(instances)")
            #expect(byAddress.allSatisfy { $0.count == 1 } == (stickiness == .addresses), "\(instances)")
            #expect(Set(byAddress.joined()).count > 1, "all clients went one way")
        }
    }
}
