import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    @Suite struct BoxTests {
        private static let own = "10.9.0.1"
        private static let kinds: [BoxKind] = [
            .passthrough, .snatMangler(address: own), .statefulFirewall, .terminatingProxy(address: own),
            .transparentProxy,
        ]

        @Test(arguments: kinds)
        func carriesConnections(kind: BoxKind) async throws {
            try await withChain(kind) { bed, client, box, web in
                let captures = try await [
                    bed.capture(client), bed.capture(box, box.left), bed.capture(box, box.right), bed.capture(web),
                ]
                let server = try await TrafficServer.start(in: web, port: 8080)
                defer { server.stop() }
                var load = ClosedLoopLoad(connections: 20)
                load.requestsPerConnection = 3
                load.size = ExchangeSize(request: 2000, reply: 5000)
                let report = try await TrafficClient(endpoint: client, server: web.address, port: 8080).run(load)
                #expect(report.failures.isEmpty)
                #expect(report.answeredRequests == 60)
                var seen: [[ConnectionRecord]] = []
                for capture in captures { seen.append(try await capture.finish().records) }
                #expect(seen.allSatisfy { $0.count == 20 && $0.allSatisfy(\.isWhole) })
                check(kind, seen, client: client)
            }
        }

        /// What tells the kinds apart: the source on the right, and who acknowledged the client's handshake.
        private func check(_ kind: BoxKind, _ seen: [[ConnectionRecord]], client: AttachedEndpoint) {
            let expected = kind.keepsAddresses ? client.address : Self.own
            for side in seen[2...] {
                #expect(Set(side.map(\.flow.source.addressText)) == [expected])
            }
            for side in seen[..<2] {
                #expect(Set(side.map(\.flow.source.addressText)) == [client.address])
            }
            #expect(seen.allSatisfy { Set($0.map(\.flow.destination.addressText)) == ["10.2.0.10"] })
            #expect(Set(seen[0].map(\.connectionID)) == Set(seen[3].map(\.connectionID)))
        }

        @Test(arguments: kinds)
        func keepsOrDropsTheTag(kind: BoxKind) async throws {
            try await withChain(kind) { bed, client, box, web in
                let tagged =
                    "ip,in_port=\(client.port.number),actions=mod_nw_tos:\(44 << 2),"
                    + "mod_dl_dst:\(box.left.mac),output:\(box.left.port.number)"
                try await bed.hosts[0].ofctl("add-flow", [tagged])
                let capture = try await bed.capture(web)
                let server = try await TrafficServer.start(in: web, port: 8080)
                defer { server.stop() }
                _ = try await TrafficClient(endpoint: client, server: web.address, port: 8080)
                    .run(ClosedLoopLoad(connections: 3))
                let records = try await capture.finish().records
                // The server's own packets carry 0.
                let expected: Set<UInt8> = kind.terminates ? [0] : [0, 44]
                #expect(records.map(\.dscps) == Array(repeating: expected, count: 3))
            }
        }

        @Test func aTerminatingProxyAnswersInTheServersPlace() async throws {
            try await withChain(.terminatingProxy(address: Self.own)) { bed, client, box, web in
                // Nothing listens behind the proxy: the client's handshake succeeds all the same.
                let report = try await TrafficClient(endpoint: client, server: web.address, port: 8080)
                    .run(ClosedLoopLoad(connections: 1))
                #expect(report.outcomes.first?.connect != nil)
                #expect(report.outcomes.first?.failure != nil)
            }
        }

        @Test func aFirewallCutsAConnectionThatStraysIn() async throws {
            try await withChain(.statefulFirewall) { bed, client, box, web in
                let server = try await TrafficServer.start(in: web, port: 8080)
                defer { server.stop() }
                var driver = TrafficClient(endpoint: client, server: web.address, port: 8080)
                driver.timeout = .milliseconds(500)
                var load = HeldLoad(connections: 3)
                load.interval = .milliseconds(50)
                let held = try await driver.hold(load)
                let other = try await bed.attach(BoxSpecification(name: "box2", kind: .statefulFirewall), to: "h1")
                try await bed.hosts[0].install(HandWrittenFlows.chain(client, other, web))
                try await Task.sleep(for: .milliseconds(200))
                let report = try await held.finish()
                #expect(report.failures.count == 3)
            }
        }

        @Test func aRemovedBoxLeavesNothing() async throws {
            try await withChain(.terminatingProxy(address: Self.own)) { bed, _, box, _ in
                try await bed.remove(box)
                #expect(!box.namespace.exists)
                let ports = try await bed.hosts[0].ofctl("show")
                #expect(!ports.contains("box-l") && !ports.contains("box-r"))
                #expect(await bed.boxes.isEmpty)
            }
        }

        private func withChain(
            _ kind: BoxKind,
            _ body: @Sendable (Testbed, AttachedEndpoint, AttachedBox, AttachedEndpoint) async throws -> Void
        ) async throws {
            try await Testbed.forTest(hosts: 1) { bed in
                let client = try await bed.attach(
                    EndpointSpecification(name: "client", address: "10.1.0.10/24"), to: "h1")
                let web = try await bed.attach(EndpointSpecification(name: "web", address: "10.2.0.10/24"), to: "h1")
                let box = try await bed.attach(BoxSpecification(name: "box", kind: kind), to: "h1")
                try await bed.hosts[0].install(HandWrittenFlows.chain(client, box, web))
                try await body(bed, client, box, web)
            }
        }
    }
}
