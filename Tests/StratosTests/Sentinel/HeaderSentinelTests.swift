import ChainComposition
import MiddleboxInference
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import SteeringTestSupport
import TestSupport
import Testing

@testable import Stratos

/// A box that begins to rewrite at some moment, under traffic.
@Suite struct HeaderSentinelTests {
    private static let turn = Duration.seconds(100)

    /// What is open, and the box that turns.
    private struct Scene: Sendable {
        let bed: PacketSamplerTests.Bed
        var traffic: TappedTraffic
        var live: [TappedTraffic.Flow] = []

        init(
            _ policy: Policy, turning instance: InstanceID, isSudden: Bool = false, seed: UInt64,
            _ engine: some SteeringEngine
        ) async throws {
            bed = try await PacketSamplerTests.Bed(policy, engine: engine)
            traffic = TappedTraffic(bed.emulated, seed: seed)
            guard let place = bed.tenant[instance: instance]?.attachment else { return }
            bed.emulated.withNetwork { network in
                network.attach(
                    box: EmulatedNetwork.name("acme", instance.name),
                    TurningBox(
                        at: HeaderSentinelTests.turn, address: .v4(IPv4Address(100, 64, 9, 9)), isSudden: isSudden),
                    left: place.left, right: place.right)
            }
        }

        /// Opens a flow; `nil` where no answer came.
        mutating func open() -> TappedTraffic.Flow? {
            guard let client = bed.tenant[endpoint: "client"]?.attachment?.port else { return nil }
            let source = IPAddress.v4(IPv4Address(10, 1, 0, .random(in: 1...30, using: &traffic.random)))
            return traffic.open(from: source, to: .v4(IPv4Address(10, 2, 0, 9)), 80, at: client)
        }

        /// Opens flows that must pass the functions in order, there and back, and keeps them open.
        mutating func openGood(_ count: Int, through functions: [FunctionID]) {
            for _ in 0..<count {
                let flow = open()
                #expect(flow != nil)
                guard let flow else { return }
                #expect(flow.visits.map(function) == functions)
                #expect(flow.replyVisits == flow.visits.reversed())
                live.append(flow)
            }
        }

        /// Every live flow keeps its instances and is answered.
        mutating func continueAll(where included: (TappedTraffic.Flow) -> Bool = { _ in true }) {
            for index in live.indices where included(live[index]) {
                let isAnswered = traffic.exchange(&live[index])
                #expect(isAnswered, "\(live[index].flow) was broken")
            }
        }

        func function(_ box: String) -> FunctionID {
            bed.tenant.instances.first { EmulatedNetwork.name("acme", $0.id.name) == box }?.function ?? "nobody"
        }
    }

    private func sentinel(_ bed: PacketSamplerTests.Bed, replans: Bool = true) -> HeaderSentinel {
        HeaderSentinel(
            bed.controller, bed.sampler(), settings: .init(span: .seconds(30), replans: replans),
            inference: HeaderInference())
    }

    @Test("resident engine: flows through the box keep working too", arguments: UInt64(1)...4)
    func resident(seed: UInt64) async throws {
        try await turns(seed, ResidentEngine(), isSudden: seed % 2 == 0)
    }

    @Test("reactive engine", arguments: UInt64(5)...6)
    func reactive(seed: UInt64) async throws {
        try await turns(seed, ReactiveEngine(), isSudden: false)
    }

    /// - Parameter isSudden: whether the box rewrites the packets of open flows, too. In the reactive engine, rules for
    ///   single flows do not know such packets; in the resident one they have their tags.
    private func turns(_ seed: UInt64, _ engine: some SteeringEngine, isSudden: Bool) async throws {
        let policy = SampleDeployment.golden(last: .mangles, passthroughs: 2)
        var scene = try await Scene(policy, turning: "p1", isSudden: isSudden, seed: seed, engine)
        let sentinel = sentinel(scene.bed)
        scene.openGood(20, through: ["passthrough", "last"])
        let quiet = await inspect(sentinel, &scene)
        #expect(quiet.isEmpty, "\(quiet)")

        scene.bed.emulated.advance(by: Self.turn + .seconds(1))
        scene.continueAll()
        var reports: [SentinelReport] = []
        // Where the switches drop what the box makes of a flow, there is less to see in each round.
        for _ in 0..<3 where reports.isEmpty { reports = await inspect(sentinel, &scene) }
        try #require(reports.count == 1, "\(reports)")
        #expect(reports[0].instance == "p1")
        #expect(reports[0].finding.verdict == .mangling([.sourceAddress, .sourcePort]))
        guard case .replanned = reports[0].response else {
            Issue.record("\(reports[0])")
            return
        }
        let declared = await scene.bed.controller.policyInForce?.tenants[0][function: "passthrough"]
        #expect(declared?.headers == .mangles)
        #expect(declared?.rewrites == [.sourceAddress, .sourcePort])

        // Flows that were open before keep their instances, through the box that turned and past it.
        scene.continueAll()
        scene.openGood(40, through: ["passthrough", "last"])
        scene.continueAll()
        #expect(Set(scene.live.suffix(40).compactMap(\.visits.first)) == ["acme/p1", "acme/p2"])
        let again = await inspect(sentinel, &scene)
        #expect(again.isEmpty, "\(again)")
    }

    /// One round; while each box is sampled, flows are opened, which may fail where a box has turned.
    private func inspect(_ sentinel: HeaderSentinel, _ scene: inout Scene) async -> [SentinelReport] {
        let seed = scene.traffic.random.next()
        let copy = scene
        return await sentinel.inspect {
            var scene = copy
            scene.traffic.random = SeededGenerator(seed: seed)
            for _ in 0..<60 {
                guard var flow = scene.open() else { continue }
                for _ in 0..<2 { _ = scene.traffic.exchange(&flow) }
            }
        }
    }

    @Test("what has drained is given up, and the port is an edge like others")
    func draining() async throws {
        var scene = try await Scene(
            SampleDeployment.golden(last: .mangles), turning: "p1", seed: 9, ResidentEngine())
        let sentinel = sentinel(scene.bed)
        scene.openGood(10, through: ["passthrough", "last"])
        scene.bed.emulated.advance(by: Self.turn + .seconds(1))
        scene.continueAll()
        _ = await inspect(sentinel, &scene)
        let mixed = await scene.bed.controller.plan.tenants["acme"]?.ports.filter { $0.drainingKey != nil } ?? []
        #expect(mixed.count == 4)
        // Hours later the connections are forgotten.
        scene.bed.emulated.advance(by: .seconds(200_000))
        let report = try await scene.bed.controller.releaseDrained()
        #expect(report.remaining.isEmpty)
        let ports = await scene.bed.controller.plan.tenants["acme"]?.ports ?? []
        #expect(ports.allSatisfy { $0.drainingKey == nil && $0.zone != nil })
        scene.live = []
        scene.openGood(20, through: ["passthrough", "last"])
        scene.continueAll()
    }

    @Test("a wider declaration that cannot be composed: the box is spared new flows")
    func drainsTheBox() async throws {
        var policy = SampleDeployment.golden(last: .mangles, passthroughs: 2)
        // Whoever rewrites packets has to see the replies.
        policy.tenants[0].chains.append(
            ServiceFunctionChain(
                "oneway", from: "server", to: "client", matching: [TrafficMatch(transport: .udp)],
                through: ["passthrough"], direction: .unidirectional, priority: 5))
        var scene = try await Scene(policy, turning: "p1", seed: 10, ResidentEngine())
        let sentinel = sentinel(scene.bed)
        scene.openGood(20, through: ["passthrough", "last"])
        scene.bed.emulated.advance(by: Self.turn + .seconds(1))
        scene.continueAll()
        let reports = await inspect(sentinel, &scene)
        guard let report = reports.first, case .drained(_, let reason) = report.response else {
            Issue.record("\(reports)")
            return
        }
        #expect(reason.contains("oneway"), "\(reason)")
        scene.continueAll()
        scene.openGood(10, through: ["passthrough", "last"])
        #expect(Set(scene.live.suffix(10).compactMap(\.visits.first)) == ["acme/p2"])
    }

    @Test func onlyReportsWhereThatIsAllThatIsAskedFor() async throws {
        var scene = try await Scene(
            SampleDeployment.golden(last: .mangles), turning: "p1", seed: 11, ResidentEngine())
        let sentinel = sentinel(scene.bed, replans: false)
        scene.bed.emulated.advance(by: Self.turn + .seconds(1))
        let plan = await scene.bed.controller.plan
        let reports = await inspect(sentinel, &scene)
        #expect(reports.map(\.instance) == ["p1"])
        #expect(await scene.bed.controller.plan == plan)
        #expect(await inspect(sentinel, &scene).isEmpty, "the same finding is reported once")
        var stream = sentinel.reports.makeAsyncIterator()
        #expect(await stream.next()?.instance == "p1")
    }
}
