import ChainComposition
import NetworkTypes
import ServiceChaining
import Stratos
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// Flows of IPv6 beside the IPv4 ones of the same endpoints, and who gets answers to neighbour solicitations.
    @Suite struct IPv6LiveTests {
        private static let client = "2001:db8:1::10", server = "2001:db8:2::10"

        private static func setting(
            _ tags: TagEncapsulation = .dscp, _ engine: any SteeringEngine = ResidentEngine()
        ) -> LiveChain.Setting {
            LiveChain.Setting(
                functions: [("bridge", .passthrough, 1), ("router", .statefulFirewall, 1)], tags: tags, engine: engine,
                also: ([client + "/64"], [server + "/64"]))
        }

        @Test(
            "every packet passes the bridge and the router",
            arguments: [(TagEncapsulation.dscp, true), (.dscp, false), (.vlan, true)])
        func flows(tags: TagEncapsulation, isResident: Bool) async throws {
            let setting = Self.setting(tags, isResident ? ResidentEngine() : ReactiveEngine())
            try await LiveChain.with(setting) { chain in
                let server = try await TrafficServer.start(in: chain.server, port: 8080, like: Self.server)
                defer { server.stop() }
                let seen = try await chain.watch {
                    for transport in [TransportKind.tcp, .udp] {
                        let report = try await chain.traffic(transport, to: Self.server)
                            .run(ClosedLoopLoad(connections: 6))
                        #expect(report.failures.isEmpty && report.answeredRequests == 6)
                    }
                }
                for filter in ["ip6 and tcp", "ip6 and udp"] {
                    let sent = try seen[chain.client].count(filter)
                    #expect(sent >= 12)
                    for box in chain.boxes {
                        let isTagged = tags == .vlan && box.kind == .passthrough
                        let passed = try seen.count((isTagged ? "vlan and " : "") + filter, at: box)
                        #expect(passed == [sent, sent], "\(filter) at \(box.name)")
                    }
                    #expect(try seen[chain.server].count(filter) == sent)
                }
                #expect(
                    try seen[chain.server].count("ip6 and ip6[0:2] & 0x0fc0 != 0 and not icmp6") == 0, "a tag got out")
            }
        }

        @Test("a switch answers for its tenant's addresses and gateways, and for nobody else's")
        func neighbourDiscovery() async throws {
            let (unknown, foreign) = ("2001:db8:9::9", "2001:db8:7::10")
            var setting = Self.setting()
            setting.adjust = { chain, bed in
                let stranger = try await bed.attach(
                    EndpointSpecification(name: "stranger", address: foreign + "/64", gateway: nil), to: "h1")
                let endpoint = try stranger.endpoint(on: bed.hosts[0])
                chain.policy.tenants.append(Tenant(id: "other", endpoints: [endpoint], functions: [], chains: []))
            }
            try await LiveChain.with(setting) { chain in
                let server = try await TrafficServer.start(in: chain.server, port: 8080, like: Self.server)
                defer { server.stop() }
                let seen = try await chain.watch {
                    // The client asks for each of them itself.
                    try Command.ip(
                        [Self.server, unknown, foreign].map { "route add \($0)/128 dev eth0" },
                        in: chain.client.namespace)
                    let report = try await chain.traffic(to: Self.server).run(ClosedLoopLoad(connections: 2))
                    #expect(report.failures.isEmpty)
                    for address in [unknown, foreign] {
                        var traffic = chain.traffic(.udp, to: address)
                        traffic.timeout = .milliseconds(200)
                        #expect(try await traffic.run(ClosedLoopLoad(connections: 1)).failures.count == 1)
                    }
                }
                let messages = try seen[chain.client].lines("icmp6")
                let about = { (words: String) in messages.count { $0.contains(words) } }
                for address in [Self.server, unknown, foreign] {
                    #expect(about("neighbor solicitation, who has \(address),") > 0)
                    let answers = about("neighbor advertisement, tgt is \(address),")
                    #expect((answers > 0) == (address == Self.server), "\(address): \(answers) answers")
                }
                let known = try Command(["ip", "-6", "neigh", "show", Self.server], in: chain.client.namespace).run()
                #expect(known.standardOutput.contains(VirtualGateway().mac))
            }
        }
    }
}
