import ChainComposition
import NetworkTypes
import OVSDB
import OVSDBNIO
import OpenFlowEmulation
import ServiceChaining
import SteeringTestSupport
import Testing

@testable import Stratos

/// What cannot be done leaves the switches as they were, and says why.
@Suite struct BadInputTests {
    static let engines: [any SteeringEngine] = [ResidentEngine(), ReactiveEngine()]

    /// A policy made in code has been through no reader, and its rules would silently hide one another.
    @Test func overlappingClasses() async throws {
        let (fabric, controller) = try await installed()
        let before = fabric.held
        var policy = Self.changed
        var second = policy.tenants[0].chains[0]
        second.id = "second"
        second.functions.removeFirst()
        policy.tenants[0].chains.append(second)
        let error = try await #require(throws: StratosError.self) { try await controller.apply(policy) }
        #expect(error.code == .invalidPolicy)
        #expect(["second", "overlapping-classes"].allSatisfy(error.message.contains), "\(error.message)")
        #expect(fabric.held == before)
    }

    @Test func aPortThatDoesNotExist() async throws {
        let (fabric, controller) = try await installed()
        let before = fabric.held
        var policy = Self.changed
        policy.tenants[0].instances[0].attachment.right = SwitchPort(2, 99)
        let error = try await #require(throws: StratosError.self) { try await controller.apply(policy) }
        #expect(error.code == .portMissing)
        #expect(["99", "h2", "“p1”"].allSatisfy(error.message.contains), "\(error.message)")
        #expect(fabric.held == before)
    }

    @Test func aTunnelPortThatDoesNotExist() async throws {
        let (fabric, controller) = try await installed()
        let before = fabric.held
        var policy = Self.changed
        policy.forwarders[1].tunnel = TunnelEndpoint(port: 77, address: IPv4Address(172, 31, 0, 2))
        let error = try await #require(throws: StratosError.self) { try await controller.apply(policy) }
        #expect(error.code == .portMissing)
        #expect(["77", "h2", "tunnel"].allSatisfy(error.message.contains), "\(error.message)")
        #expect(fabric.held == before)
    }

    @Test func aSwitchThatIsNotConnected() async throws {
        let (fabric, controller) = try await installed()
        let before = fabric.held
        var policy = Self.changed
        policy.forwarders.append(
            ServiceFunctionForwarder(
                "far", datapath: 9, tunnel: TunnelEndpoint(port: 1, address: IPv4Address(172, 31, 0, 9))))
        policy.tenants[0].endpoints[1].attachment?.port = SwitchPort(9, 2)
        let error = try await #require(throws: StratosError.self) { try await controller.apply(policy) }
        #expect(error.code == .switchMissing)
        #expect(["“far”", "server"].allSatisfy(error.message.contains), "\(error.message)")
        #expect(fabric.held == before)
    }

    @Test func aPolicyThatCannotBeComposed() async throws {
        let (fabric, controller) = try await installed()
        let (before, plan) = (fabric.held, await controller.plan)
        var policy = Self.changed
        policy.tenants[0].instances.removeAll { $0.function == "last" }
        let error = try await #require(throws: CompositionFailure.self) { try await controller.apply(policy) }
        #expect(error.problems.map(\.code) == [.noInstance])
        #expect(fabric.held == before)
        #expect(await controller.plan == plan)
    }

    /// Whichever bundle a switch refuses: everything is as it was, and the next attempt succeeds.
    @Test("a refused bundle changes nothing", arguments: engines)
    func refusals(engine: any SteeringEngine) async throws {
        let stages = [Policy(forwarders: Self.first.forwarders, tenants: []), Self.first, Self.changed, Self.without]
        for (start, goal) in zip(stages, stages.dropFirst()) {
            let (clean, reference) = try await installed(start, engine)
            clean.refuse(0..<0)
            try await reference.apply(goal)
            #expect(clean.bundles >= 2)
            for number in 0..<clean.bundles {
                let (fabric, controller) = try await installed(start, engine)
                let (before, paths, programs) = (fabric.held, await controller.plan.paths, await controller.programs)
                fabric.refuse(number..<number + 1)
                let error = try await #require(throws: StratosError.self) { try await controller.apply(goal) }
                #expect(error.code == .updateRefused && error.message.contains("“h"), "\(error)")
                #expect(fabric.held == before, "bundle \(number)")
                #expect(await controller.plan.paths == paths)
                #expect(
                    await controller.programs.filter { $0.value != SwitchProgram() }
                        == programs.filter {
                            $0.value != SwitchProgram()
                        })
                fabric.refuse(0..<0)
                try await controller.apply(goal)
                let wanted = try await held(by: controller)
                #expect(fabric.held == wanted, "after bundle \(number) was refused once")
            }
        }
    }

    /// Taking back fails as well: the error says so, and the next attempt starts from what the switches really hold.
    @Test("a torn update is told and mended", arguments: engines)
    func torn(engine: any SteeringEngine) async throws {
        let (clean, reference) = try await installed(Self.first, engine)
        clean.refuse(0..<0)
        try await reference.apply(Self.changed)
        let (fabric, controller) = try await installed(Self.first, engine)
        fabric.refuse(clean.bundles - 1..<1000)
        let error = try await #require(throws: StratosError.self) { try await controller.apply(Self.changed) }
        #expect(error.code == .updateTorn, "\(error)")
        fabric.refuse(0..<0)
        try await controller.apply(Self.changed)
        let wanted = try await held(by: controller)
        #expect(fabric.held == wanted)
    }

    /// A refusal after the controller has begun to pick the new paths: new flows go by the old ones again.
    @Test func newFlowsAfterARefusal() async throws {
        var goal = Self.changed
        goal.tenants[0].instances.removeAll { $0.id == "p1" }
        let (clean, reference) = try await installed(Self.first, ReactiveEngine())
        clean.refuse(0..<0)
        try await reference.apply(goal)
        let (fabric, controller) = try await installed(Self.first, ReactiveEngine())
        fabric.refuse(clean.bundles - 1..<clean.bundles)
        await #expect(throws: StratosError(.updateRefused, "")) { try await controller.apply(goal) }
        for number in 0..<6 as Range<UInt16> {
            let flow = FiveTuple(
                source: .v4(IPv4Address(10, 1, 0, 5)), destination: .v4(IPv4Address(10, 2, 0, 5)), transport: .tcp,
                sourcePort: TransportPort(rawValue: 4000 + number), destinationPort: 80)
            let walks = fabric.base.exchange(Packet(flow, flags: [.syn]), from: SwitchPort(1, 2))
            #expect(walks.count == 2 && walks.allSatisfy { $0.losses.isEmpty }, "\(walks.flatMap(\.losses))")
        }
    }

    /// Whoever is cancelled in the middle of an update leaves nothing of it behind.
    @Test func aCancelledUpdate() async throws {
        let (clean, reference) = try await installed()
        clean.refuse(0..<0)
        try await reference.apply(Self.changed)
        for number in 0..<clean.bundles {
            let (fabric, controller) = try await installed()
            let before = fabric.held
            fabric.refuse(0..<0)
            let (gate, opener) = AsyncStream.makeStream(of: Void.self)
            let update = Task {
                for await _ in gate { break }
                return try await controller.apply(Self.changed)
            }
            fabric.whenBundleComes { if $0 == number { update.cancel() } }
            opener.yield()
            let result = await update.result
            if case .success = result {
                #expect(fabric.held == clean.held)
            } else {
                #expect(fabric.held == before, "cancelled at bundle \(number): \(result)")
            }
        }
    }

    @Test func updatesDoNotInterleave() async throws {
        let (fabric, controller) = try await installed()
        fabric.refuse(0..<0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, policy) in [Self.changed, Self.first, Self.without, Self.changed].enumerated() {
                group.addTask {
                    try await FaultyFabric.$update.withValue(number + 1) { _ = try await controller.apply(policy) }
                }
            }
            try await group.waitForAll()
        }
        let order = fabric.updates.reduce(into: [Int]()) { if $0.last != $1 { $0.append($1) } }
        #expect(order.count == Set(order).count, "\(fabric.updates)")
        #expect(order.count >= 2)
    }

    @Test("a database that nobody serves", arguments: ["unix:/nonexistent/stratos/db.sock", "tcp:127.0.0.1:1"])
    func databaseUnreachable(address: String) async throws {
        let provisioner = NetworkProvisioner(database: try OVSDBAddress(address), timeout: .seconds(2))
        let network = SwitchNetwork(bridge: .init(name: "br0"))
        let error = try await #require(throws: StratosError.self) { try await provisioner.ensure(network) }
        #expect(error.code == .databaseFailed)
        #expect(error.message.contains(address), "\(error.message)")
    }
}

extension BadInputTests {
    private static let first = SampleDeployment.golden(last: .mangles)

    /// An instance more, and one that drains.
    private static var changed: Policy {
        var policy = SampleDeployment.golden(last: .mangles, passthroughs: 3)
        policy.tenants[0].instances[0].state = .draining
        return policy
    }

    /// The drained instance is gone, and the other gets another share.
    private static var without: Policy {
        var policy = changed
        policy.tenants[0].instances.remove(at: 0)
        policy.tenants[0].instances[0].weight = 5
        return policy
    }

    /// What fresh switches hold when they get a controller's plan at once.
    ///
    /// The plan's own numbers: those of an update that was taken back are not used again.
    private func held(by controller: ForwardingController) async throws -> [DatapathID: Set<String>] {
        let fabric = FaultyFabric(EmulatedFabric(EmulatedNetwork(Self.changed)))
        let programs = await RuleCompiler(engine: controller.engine).compile(controller.plan)
        for step in PlanUpdate(from: [:], to: programs).steps {
            for (datapath, change) in step.changes { try await fabric.apply(change.messages, to: datapath) }
        }
        return fabric.held
    }

    /// Switches that hold a policy, on which everything that is to come is plugged in already.
    private func installed(
        _ policy: Policy = first, _ engine: any SteeringEngine = ResidentEngine()
    ) async throws -> (FaultyFabric, ForwardingController) {
        let fabric = FaultyFabric(EmulatedFabric(EmulatedNetwork(Self.changed)))
        let controller = ForwardingController(fabric: fabric, engine: engine)
        for stage in [Self.first, Self.changed, Self.without] where !policy.tenants.isEmpty {
            try await controller.apply(stage)
            if stage == policy { break }
        }
        return (fabric, controller)
    }
}
