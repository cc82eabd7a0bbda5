import ChainTestbed
import MiddleboxInference
import ServiceChaining
import Stratos
import Testing

extension RealNetworkSuite {
    /// What real boxes are found to do, from copies of their packets that real switches send.
    @Suite struct InferenceTests {
        @Test(arguments: [
            (BoxKind.snatMangler(address: "10.9.0.1"), HeaderTreatment.mangles),
            (.terminatingProxy(address: "10.9.0.1"), .terminates), (.transparentProxy, .terminates),
            (.statefulFirewall, .preserves),
        ])
        func verdicts(kind: BoxKind, expected: HeaderTreatment) async throws {
            try await withChain(kind) { chain, fabric, controller in
                let sampler = PacketSampler(fabric, settings: .init(cap: 3000))
                for (instance, expected) in [("last1" as InstanceID, expected), ("p1", .preserves)] {
                    let finding = try await finding(of: instance, sampler, chain, controller)
                    print("\(kind), \(instance): \(finding)")
                    #expect(finding.treatment == expected, "\(finding)")
                    if case .mangling(let fields) = finding.verdict { #expect(fields.contains(.sourceAddress)) }
                }
            }
        }

        /// Samples an instance under load; every connection must be answered all the same.
        private func finding(
            of instance: InstanceID, _ sampler: PacketSampler, _ chain: ChainDeployment,
            _ controller: ForwardingController
        ) async throws -> MiddleboxFinding {
            let samples = try await sampler.sample(instance, of: ChainDeployment.tenant, in: await controller.plan) {
                var load = ClosedLoopLoad(connections: 60)
                load.concurrency = 2
                load.requestsPerConnection = 3
                let client = TrafficClient(endpoint: chain.client, server: chain.server.address, port: 8080)
                let report = try await client.run(load)
                #expect(report.failures.isEmpty)
                #expect(report.answeredRequests == 180)
            }
            return HeaderInference().judge(SampleWindow(samples, coverage: 8000))
        }

        @Test("the rules of a slice are gone when it ends, and a cap holds")
        func boundedCopies() async throws {
            try await withChain(.snatMangler(address: "10.9.0.1")) { chain, fabric, controller in
                let sampler = PacketSampler(fabric, settings: .init(cap: 20, lead: .zero))
                let samples = try await sampler.sample(
                    "last1", of: ChainDeployment.tenant, in: await controller.plan
                ) {
                    let client = TrafficClient(endpoint: chain.client, server: chain.server.address, port: 8080)
                    let report = try await client.run(ClosedLoopLoad(connections: 40))
                    #expect(report.failures.isEmpty)
                }
                #expect(samples.count == 20)
            }
        }

        private func withChain(
            _ last: BoxKind,
            _ body: @Sendable (ChainDeployment, SamplingFabric, ForwardingController) async throws -> Void
        ) async throws {
            var specification = TestbedSpecification(hosts: 3)
            specification.stateDirectory = testStateDirectory
            specification.connectsController = false
            try await Testbed.withTestbed(specification) { bed in
                let chain = try await ChainDeployment.golden(on: bed, last: last)
                try await bed.withFabric { base in
                    let fabric = SamplingFabric(base)
                    let controller = ForwardingController(fabric: fabric)
                    try await controller.apply(chain.policy)
                    let server = try await TrafficServer.start(in: chain.server, port: 8080)
                    defer { server.stop() }
                    try await body(chain, fabric, controller)
                    for host in bed.hosts {
                        let rules = try await host.ofctl("dump-flows")
                        #expect(!rules.contains("CONTROLLER"), "\(host.name): \(rules)")
                    }
                }
            }
        }
    }
}
