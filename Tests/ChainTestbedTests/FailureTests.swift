import NetworkTypes
import ServiceChaining
import Stratos
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// Boxes that die and come back on real Open vSwitch, found by probes and acted on by the controller.
    @Suite struct FailureTests {
        private static let check = HealthCheck(
            interval: .milliseconds(300), timeout: .milliseconds(250), rise: 2, fall: 3)

        /// A chain whose functions are all probed, and a controller that probes while the body runs.
        private func withProbing(
            _ functions: [(FunctionID, BoxKind, FailurePolicy)], instances: [Int], engine: some SteeringEngine,
            _ body: @Sendable (Testbed, ForwardingController, ChainDeployment) async throws -> Void
        ) async throws {
            try await Testbed.forTest(hosts: 2) { bed in
                var chain = try await ChainDeployment(
                    functions.map { ($0.0, $0.1) }, client: "h1", server: "h2", on: bed)
                for (stage, function) in functions.enumerated() {
                    chain.policy.tenants[0].functions[stage].healthCheck = Self.check
                    chain.policy.tenants[0].functions[stage].onFailure = function.2
                    for number in 1...instances[stage] {
                        try await chain.launch(
                            "\(function.0)\(number)", stage: stage, on: "h\(1 + number % 2)", in: bed)
                    }
                }
                let deployed = chain
                try await bed.withFabric { fabric in
                    let controller = ForwardingController(fabric: fabric, engine: engine)
                    try await controller.apply(deployed.policy)
                    let probing = Task { try await controller.keepProbing() }
                    defer { probing.cancel() }
                    try await body(bed, controller, deployed)
                }
            }
        }

        private func wait(
            _ what: Comment, within limit: Duration = .seconds(10), until isTrue: () async throws -> Bool
        ) async throws -> Duration {
            let start = ContinuousClock.now
            while ContinuousClock.now - start < limit {
                if try await isTrue() { return ContinuousClock.now - start }
                try await Task.sleep(for: .milliseconds(20))
            }
            Issue.record("still waiting after \(limit): \(what)")
            return limit
        }

        private func failed(_ controller: ForwardingController) async -> Set<String> {
            Set(await controller.failedInstances.map(\.instance.name))
        }

        private func client(_ chain: ChainDeployment) -> TrafficClient {
            var client = TrafficClient(endpoint: chain.client, server: chain.server.address, port: 8080)
            // While a box is down, TCP waits longer and longer before it tries again.
            client.timeout = .seconds(20)
            return client
        }

        private func set(_ box: AttachedBox, isUp: Bool) throws {
            try Command.ip(
                [box.left, box.right].map { "link set \($0.interface) \(isUp ? "up" : "down")" }, in: box.namespace)
        }

        @Test("a bridge dies, its flows go through the other; both die, and traffic goes past them; they come back")
        func bypass() async throws {
            try await withProbing(
                [
                    ("ips", .passthrough, FailurePolicy(.bypass, existing: .repin)),
                    ("nat", .snatMangler(address: "10.9.0.1"), FailurePolicy(.closed)),
                ], instances: [2, 1], engine: ResidentEngine()
            ) { bed, controller, chain in
                let server = try await TrafficServer.start(in: chain.server, port: 8080)
                defer { server.stop() }
                var load = HeldLoad(connections: 20)
                load.interval = .milliseconds(100)
                let held = try await client(chain).hold(load)
                try await Task.sleep(for: .seconds(1))
                #expect(await failed(controller).isEmpty, "healthy boxes of both kinds pass probes")
                #expect(try await flows(through: "ips1", controller) > 0)

                try set(chain.stages[0].boxes[0], isUp: false)
                let found = try await wait("ips1 fails") { await failed(controller) == ["ips1"] }
                // Three probes are lost, the last of which times out; the rest is the machine's.
                #expect(found < .milliseconds(3 * 300 + 250 + 3000))
                print("a dead bridge was found after \(found), probes every 300 ms, three to be lost")
                _ = try await wait("its flows are given to the other") {
                    try await flows(through: "ips2", controller) >= 20
                }

                try set(chain.stages[0].boxes[1], isUp: false)
                _ = try await wait("ips2 fails") { await failed(controller) == ["ips1", "ips2"] }
                let past = try await client(chain).run(ClosedLoopLoad(connections: 10))
                #expect(past.failures.isEmpty, "traffic goes past the bridges")
                #expect(try await flows(through: "ips2", controller) == 0)

                for box in chain.stages[0].boxes { try set(box, isUp: true) }
                _ = try await wait("both are back") { await failed(controller).isEmpty }
                let again = try await client(chain).hold(HeldLoad(connections: 10))
                let through = try await flows(through: "ips1", controller) + flows(through: "ips2", controller)
                #expect(through >= 10)
                #expect(try await again.finish().failures.isEmpty)
                #expect(try await held.finish().failures.isEmpty, "no connection was lost in all that")
            }
        }

        @Test("connections through a firewall that died are reset, others go on", arguments: [true, false])
        func reset(isResident: Bool) async throws {
            let policy = FailurePolicy(.closed, existing: .reset)
            let functions: [(FunctionID, BoxKind, FailurePolicy)] = [("fw", .statefulFirewall, policy)]
            if isResident {
                try await withProbing(functions, instances: [2], engine: ResidentEngine(), resetsConnections)
            } else {
                try await withProbing(functions, instances: [2], engine: ReactiveEngine(), resetsConnections)
            }
        }

        @Sendable private func resetsConnections(
            _ bed: Testbed, _ controller: ForwardingController, _ chain: ChainDeployment
        ) async throws {
            let server = try await TrafficServer.start(in: chain.server, port: 8080)
            defer { server.stop() }
            let client = client(chain)
            var load = HeldLoad(connections: 20)
            load.interval = .milliseconds(100)
            let held = try await client.hold(load)
            let lost = try await flows(through: "fw1", controller)
            #expect(lost > 0 && lost < 20)
            try set(chain.stages[0].boxes[0], isUp: false)
            _ = try await wait("fw1 fails") { await failed(controller) == ["fw1"] }
            // Without a reset, a connection would wait for its answer until the time-out.
            try await Task.sleep(for: .seconds(3))
            let report = try await held.finish()
            #expect(report.failures.count == lost)
            #expect(report.failures.allSatisfy { $0.failure != .timedOut }, "\(report.failures.prefix(3))")
            #expect(report.elapsed < .seconds(15))
            let later = try await client.run(ClosedLoopLoad(connections: 10))
            #expect(later.failures.isEmpty, "new connections go through the other")
        }

        @Test("a proxy whose process ends is left out until it is started again")
        func proxy() async throws {
            try await withProbing(
                [("px", .terminatingProxy(address: "10.9.0.1"), FailurePolicy(.bypass, existing: .repin))],
                instances: [1], engine: ResidentEngine()
            ) { bed, controller, chain in
                let server = try await TrafficServer.start(in: chain.server, port: 8080)
                defer { server.stop() }
                try await Task.sleep(for: .seconds(1))
                #expect(await failed(controller).isEmpty)
                let box = chain.stages[0].boxes[0]
                let file = bed.directory.path(ofBox: box.name) + "/haproxy.cfg"
                for process in try Command(["ip", "netns", "pids", "\(box.namespace)"]).run().standardOutput.split(
                    separator: "\n")
                {
                    try Command(["kill", String(process)]).run()
                }
                _ = try await wait("the proxy fails") { await failed(controller) == ["px1"] }
                #expect(try await client(chain).run(ClosedLoopLoad(connections: 5)).failures.isEmpty)
                try Command(["haproxy", "-D", "-f", file], in: box.namespace).run()
                _ = try await wait("the proxy is back") { await failed(controller).isEmpty }
                let capture = try await bed.capture(box, box.left)
                #expect(try await client(chain).run(ClosedLoopLoad(connections: 5)).failures.isEmpty)
                #expect(try await capture.finish().records.count >= 5)
            }
        }

        @Test("a switch that has lost rules and connections gets both back, and only what it has lost")
        func lostEverything() async throws {
            try await withProbing(
                [("fw", .statefulFirewall, FailurePolicy(.closed, existing: .keep))], instances: [2],
                engine: ResidentEngine()
            ) { bed, controller, chain in
                for host in bed.hosts {
                    let nothing = try await controller.reconcile(host.datapath)
                    #expect(nothing.added == 0 && nothing.deleted == 0, "\(nothing): rules read back as they were sent")
                    #expect(nothing.kept > 10)
                }
                let server = try await TrafficServer.start(in: chain.server, port: 8080)
                defer { server.stop() }
                var load = HeldLoad(connections: 20)
                load.interval = .milliseconds(100)
                let held = try await client(chain).hold(load)
                let before = try await flows(through: "fw1", controller)
                #expect(before > 0 && before < 20)
                try await controller.recordConnections()
                let host = bed.hosts[0]
                try await host.ofctl("del-flows")
                try await host.ofctl("del-groups")
                try await host.appctl(["dpctl/flush-conntrack"])
                let done = try await controller.reconcile(host.datapath)
                #expect(done.kept == 0 && done.added > 10 && done.restoredFlows >= 20, "\(done)")
                try await Task.sleep(for: .seconds(1))
                #expect(try await flows(through: "fw1", controller) == before)
                // The firewalls cut what strays in from elsewhere.
                #expect(try await held.finish().failures.isEmpty)
            }
        }

        /// Live flows whose path uses an instance.
        private func flows(through instance: String, _ controller: ForwardingController) async throws -> Int {
            let paths = await controller.plan.paths.filter { $0.route.instances.contains(InstanceID(instance)) }
            let live = try await controller.liveFlows()
            return paths.reduce(0) { $0 + (live[$1.id] ?? 0) }
        }
    }
}
