import MiddleboxInference
import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import ServiceChaining
import SteeringTestSupport
import Synchronization
import Testing

@testable import Stratos

/// Copies of packets on emulated switches, taken while chains carry traffic.
@Suite struct PacketSamplerTests {
    struct Bed: Sendable {
        let policy: Policy
        let emulated: EmulatedFabric
        let fabric: SamplingFabric
        let controller: ForwardingController
        var tenant: Tenant { policy.tenants[0] }

        init(_ policy: Policy, engine: some SteeringEngine = ResidentEngine()) async throws {
            self.policy = policy
            let emulated = EmulatedFabric(EmulatedNetwork(policy))
            self.emulated = emulated
            fabric = SamplingFabric(emulated)
            controller = ForwardingController(fabric: fabric, engine: engine, clock: { emulated.network.now })
            try await controller.apply(policy)
        }

        func sampler(cap: Int = 100_000) -> PacketSampler {
            PacketSampler(fabric, settings: .init(cap: cap, lead: .zero), clock: { [emulated] in emulated.network.now })
        }

        /// Opens flows from the client, each with some packets; every packet must arrive.
        func talk(flows: Int = 40, packets: Int = 3, seed: UInt64 = 1) {
            var traffic = TappedTraffic(emulated, seed: seed)
            guard let client = tenant[endpoint: "client"]?.attachment?.port else { return }
            for number in 0..<flows {
                let source = IPAddress.v4(IPv4Address(10, 1, 0, UInt8(1 + number % 20)))
                let opened = traffic.open(from: source, to: .v4(IPv4Address(10, 2, 0, 9)), 80, at: client)
                #expect(opened != nil)
                guard var flow = opened else { return }
                for _ in 0..<packets {
                    let isAnswered = traffic.exchange(&flow)
                    #expect(isAnswered)
                }
            }
        }

        /// What each switch holds.
        var rules: [DatapathID: [FlowRule]] {
            emulated.network.switches.mapValues { bridge in bridge.tables.values.flatMap(\.rules) }
        }

        /// How many of these copy packets.
        var samplingRules: Int {
            rules.values.joined().count { SamplingCookie.number(of: $0.cookie) != nil }
        }
    }

    @Test("verdicts through switches, both engines", arguments: [HeaderTreatment.preserves, .mangles, .terminates])
    func verdicts(last: HeaderTreatment) async throws {
        try await verdict(last, ResidentEngine())
        try await verdict(last, ReactiveEngine())
    }

    private func verdict(_ last: HeaderTreatment, _ engine: some SteeringEngine) async throws {
        let bed = try await Bed(SampleDeployment.golden(last: last), engine: engine)
        for (instance, expected) in [("last1" as InstanceID, last), ("p1", .preserves)] {
            let samples = try await bed.sampler().sample(instance, of: "acme", in: bed.controller.plan) { bed.talk() }
            let finding = HeaderInference().judge(SampleWindow(samples, coverage: 9000))
            #expect(finding.treatment == expected, "\(engine.name): \(instance): \(finding)")
        }
    }

    @Test func steeringIsAsItWas() async throws {
        let bed = try await Bed(SampleDeployment.golden(last: .mangles))
        let before = bed.rules.mapValues { Set($0.map(\.match)) }
        _ = try await bed.sampler().sample("last1", of: "acme", in: bed.controller.plan) {
            #expect(bed.samplingRules == 4)
            bed.talk()
        }
        #expect(bed.samplingRules == 0)
        let after = bed.rules.mapValues { Set($0.map(\.match)) }
        #expect(before == after)
        bed.talk(seed: 2)
    }

    @Test("samples of one box come from all its ports and directions, and from no other box")
    func everyTap() async throws {
        let bed = try await Bed(SampleDeployment.golden(last: .mangles))
        let samples = try await bed.sampler().sample("last1", of: "acme", in: bed.controller.plan) {
            bed.talk(flows: 10, packets: 2)
        }
        let counts = Dictionary(grouping: samples) { "\($0.side) \($0.direction)" }.mapValues(\.count)
        // Handshake and two packets of ten flows: four packets one way and three back.
        #expect(counts == ["left enters": 40, "right leaves": 40, "right enters": 40, "left leaves": 40], "\(counts)")
    }

    @Test("a tag that comes off in front of a box is no change of the box's")
    func declaredMore() async throws {
        let bed = try await Bed(SampleDeployment.golden(last: .mangles))
        let place = try #require(bed.tenant[instance: "last1"]?.attachment)
        bed.emulated.withNetwork {
            let link = RoutedLink(
                left: place.leftMAC ?? .zero, right: place.rightMAC ?? .zero, nextHop: AddressResolution().virtualMAC)
            $0.attach(
                box: EmulatedNetwork.name("acme", "last1"), StatefulFirewallBox(link: link), left: place.left,
                right: place.right)
        }
        let samples = try await bed.sampler().sample("last1", of: "acme", in: bed.controller.plan) { bed.talk() }
        let finding = HeaderInference().judge(SampleWindow(samples, coverage: 9000))
        #expect(finding.verdict == .preserving, "\(finding)")
    }

    @Test func theCapEndsASlice() async throws {
        let bed = try await Bed(SampleDeployment.golden(last: .mangles))
        let samples = try await bed.sampler(cap: 25).sample("last1", of: "acme", in: bed.controller.plan) {
            bed.talk()
            #expect(bed.samplingRules == 0)
        }
        #expect(samples.count == 25)
    }

    @Test("a controller that dies leaves no rule behind")
    func backstop() async throws {
        let bed = try await Bed(SampleDeployment.golden(last: .mangles))
        _ = try await bed.sampler().sample("last1", of: "acme", in: bed.controller.plan) {
            bed.emulated.advance(by: .seconds(6))
            #expect(bed.samplingRules == 0)
        }
    }

    @Test func whatIsNotOnAPathIsRefused() async throws {
        let bed = try await Bed(SampleDeployment.golden(last: .mangles))
        await #expect(throws: StratosError(.notSampled, "")) {
            _ = try await bed.sampler().sample("nobody", of: "acme", in: bed.controller.plan) {}
        }
    }

    @Test("a body that fails takes the rules with it")
    func failingBody() async throws {
        let bed = try await Bed(SampleDeployment.golden(last: .mangles))
        await #expect(throws: CancellationError.self) {
            _ = try await bed.sampler().sample("last1", of: "acme", in: bed.controller.plan) {
                throw CancellationError()
            }
        }
        #expect(bed.samplingRules == 0)
    }
}
