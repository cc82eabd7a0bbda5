import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// client → {p1, p2} → nat (or another box) → server over three hosts, wired by hand: a bit of the client port picks p1 or p2.
    @Suite struct AffinityExperimentTests {
        private struct Chain: Sendable {
            var client, web: AttachedEndpoint
            var p1, p2, nat: AttachedBox
        }

        @Test(arguments: [
            BoxKind.snatMangler(address: "10.9.0.1"), .terminatingProxy(address: "10.9.0.1"), .transparentProxy,
            .statefulFirewall,
        ])
        func aGoodRunHasNoViolation(last: BoxKind) async throws {
            try await Testbed.forTest(hosts: 3) { bed in
                let chain = try await build(bed, last: last)
                let report = try await run(bed, chain) {}
                #expect(report.violations.isEmpty, "\(report.violations.prefix(5))")
                #expect(report.connections == 60)
                #expect(report.droppedByCaptures == 0)
                #expect(report.connectionsByInstance[0].values.allSatisfy { $0 > 0 })
                #expect(report.connectionsByInstance[1] == ["nat": 60])
            }
        }

        @Test func movedFlowsAreFound() async throws {
            try await Testbed.forTest(hosts: 3) { bed in
                let chain = try await build(bed, last: .snatMangler(address: "10.9.0.1"))
                let report = try await run(bed, chain) {
                    // What a select group without memory would do: live connections change their instance.
                    try await steer(bed, chain, firstInstance: chain.p2, otherInstance: chain.p1)
                }
                #expect(report.violatedConnections == 60)
                #expect(report.violations.contains { $0.reason == .split && $0.place == "stage 1" })
            }
        }

        /// Holds connections open while the change happens, and compares the captures afterwards.
        private func run(
            _ bed: Testbed, _ chain: Chain, change: () async throws -> Void
        ) async throws -> AffinityReport {
            let observation = try await bed.observeAffinity(
                client: chain.client, chain: [[chain.p1, chain.p2], [chain.nat]], server: chain.web)
            let server = try await TrafficServer.start(in: chain.web, port: 8080)
            defer { server.stop() }
            var load = HeldLoad(connections: 60)
            load.interval = .milliseconds(100)
            let held = try await TrafficClient(endpoint: chain.client, server: chain.web.address, port: 8080).hold(load)
            try await change()
            try await Task.sleep(for: .milliseconds(400))
            let report = try await held.finish()
            #expect(report.failures.isEmpty)
            return try await observation.finish()
        }

        private func build(_ bed: Testbed, last: BoxKind) async throws -> Chain {
            let client = try await bed.attach(EndpointSpecification(name: "client", address: "10.1.0.10/24"), to: "h1")
            let p1 = try await bed.attach(BoxSpecification(name: "p1", kind: .passthrough), to: "h2")
            let p2 = try await bed.attach(BoxSpecification(name: "p2", kind: .passthrough), to: "h2")
            let nat = try await bed.attach(BoxSpecification(name: "nat", kind: last), to: "h3")
            let web = try await bed.attach(EndpointSpecification(name: "web", address: "10.2.0.10/24"), to: "h3")
            let chain = Chain(client: client, web: web, p1: p1, p2: p2, nat: nat)
            try await bed.hosts[0].install([
                "in_port=\(client.port.number),actions=set_field:\(bed.hosts[1].underlayAddress)->tun_dst,"
                    + "set_field:1->tun_id,output:1",
                "ip,in_port=1,tun_id=1,actions=mod_dl_dst:\(client.mac),output:\(client.port.number)",
            ])
            try await steer(bed, chain, firstInstance: p1, otherInstance: p2)
            try await bed.hosts[2].install([
                "ip,in_port=1,tun_id=2,actions=mod_dl_dst:\(nat.left.mac),output:\(nat.left.port.number)",
                "in_port=\(nat.left.port.number),actions=set_field:\(bed.hosts[1].underlayAddress)->tun_dst,"
                    + "set_field:2->tun_id,output:1",
                HandWrittenFlows.deliver(from: nat.right.port.number, to: web.port.number, mac: web.mac),
                HandWrittenFlows.deliver(from: web.port.number, to: nat.right.port.number, mac: nat.right.mac),
            ])
            return chain
        }

        /// The rules of the middle host: which instance connections cross depends on bit 1
        /// of their port (the kernel gives a client even ports only, as long as there are enough).
        private func steer(
            _ bed: Testbed, _ chain: Chain, firstInstance: AttachedBox, otherInstance: AttachedBox
        ) async throws {
            let (first, last) = (bed.hosts[0].underlayAddress, bed.hosts[2].underlayAddress)
            let choice = [(2, firstInstance), (0, otherInstance)].flatMap { bit, box in
                [
                    "tcp,in_port=1,tun_id=1,tp_src=\(bit)/0x2,actions=output:\(box.left.port.number)",
                    "tcp,in_port=1,tun_id=2,tp_dst=\(bit)/0x2,actions=output:\(box.right.port.number)",
                ]
            }
            let onward = [chain.p1, chain.p2].flatMap { box in
                [
                    "in_port=\(box.right.port.number),actions=set_field:\(last)->tun_dst,set_field:2->tun_id,output:1",
                    "in_port=\(box.left.port.number),actions=set_field:\(first)->tun_dst,set_field:1->tun_id,output:1",
                ]
            }
            try await bed.hosts[1].install(choice + onward)
        }
    }
}
