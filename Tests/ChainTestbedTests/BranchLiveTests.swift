import ChainComposition
import NetworkTypes
import ServiceChaining
import Stratos
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// Chains that go on differently behind a box that looks at packets (RFC 7665 § 4.8).
    @Suite struct BranchLiveTests {
        @Test(
            "a value that the box sets, and a port, decide what comes next",
            arguments: [(TagEncapsulation.dscp, true), (.dscp, false), (.vlan, true), (.nsh, true)])
        func branches(tags: TagEncapsulation, isResident: Bool) async throws {
            let (plain, marked, past) = (8080 as UInt16, 8443 as UInt16, 8025 as UInt16)
            var setting = LiveChain.Setting(
                functions: [("dpi", .marker(port: marked, dscp: 46), 1), ("router", .router, 1), ("ips", .router, 1)],
                tags: tags)
            if !isResident { setting.engine = ReactiveEngine() }
            setting.adjust = { chain, _ in
                chain.policy.tenants[0].chains[0].functions = ["dpi", "router"]
                chain.policy.tenants[0].chains[0].branches = [
                    ChainBranch(after: "dpi", when: .marked(try #require(DSCP(rawValue: 46))), through: ["ips"]),
                    ChainBranch(after: "dpi", when: .traffic(.tcp(TransportPort(rawValue: past))), through: []),
                ]
            }
            try await LiveChain.with(setting) { chain in
                var servers: [TrafficServer] = []
                defer { servers.forEach { $0.stop() } }
                for port in [plain, marked, past] {
                    servers.append(try await TrafficServer.start(in: chain.server, port: port))
                }
                let seen = try await chain.watch {
                    for port in [plain, marked, past] {
                        let report = try await chain.traffic(port: port).run(ClosedLoopLoad(connections: 4))
                        #expect(report.failures.isEmpty && report.answeredRequests == 4)
                    }
                }
                let expected: [(FunctionID, Set<UInt16>)] = [
                    ("dpi", [plain, marked, past]), ("router", [plain]), ("ips", [marked]),
                ]
                for (function, ports) in expected {
                    let box = try #require(chain.boxes(of: function).first)
                    for port in [plain, marked, past] {
                        let sent = try seen[chain.client].count("tcp port \(port)")
                        let passed = ports.contains(port) ? sent : 0
                        #expect(
                            try seen.count("tcp port \(port)", at: box) == [passed, passed], "\(port) at \(box.name)")
                    }
                }
                let dpi = try #require(chain.boxes(of: "dpi").first)
                let value = "tcp dst port \(marked) and ip[1] >> 2 = 46"
                #expect(try seen[dpi, dpi.right].count(value) > 0 && seen[dpi, dpi.left].count(value) == 0)
            }
        }
    }
}
