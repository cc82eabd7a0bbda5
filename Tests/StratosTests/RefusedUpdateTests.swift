import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// Updates that a switch refuses: all is as before, nothing of the attempt comes back later, and a torn state heals.
@Suite struct RefusedUpdateTests {
    private static func deployment() -> SmallDeployment {
        var deployment = SmallDeployment(
            functions: [ServiceFunction("firewall", image: "box")],
            chains: [
                ServiceFunctionChain(
                    "web", from: SmallDeployment.client, to: SmallDeployment.server, through: ["firewall"])
            ])
        deployment.add("fw1", of: "firewall", on: 1)
        return deployment
    }

    private static func controller(_ fabric: UnreliableFabric, isResident: Bool) -> ForwardingController {
        isResident
            ? ForwardingController(fabric: fabric, engine: ResidentEngine())
            : ForwardingController(fabric: fabric, engine: ReactiveEngine())
    }

    private static let refusals = (0..<3).flatMap { bundle in
        [(datapath: DatapathID(rawValue: 1), bundle: bundle), (datapath: DatapathID(rawValue: 2), bundle: bundle)]
    }

    @Test("at whichever bundle a switch refuses: what was holds", arguments: [true, false], refusals)
    func takenBack(isResident: Bool, refusal: (datapath: DatapathID, bundle: Int)) async throws {
        var deployment = Self.deployment()
        let fabric = UnreliableFabric(EmulatedFabric(EmulatedNetwork(deployment.policy)))
        let controller = Self.controller(fabric, isResident: isResident)
        let before = try await controller.apply(deployment.policy).plan
        let old = deployment.policy
        deployment.remove("fw1")
        deployment.add("fw2", of: "firewall", on: 2)
        fabric.inner.withNetwork { $0.launch(deployment.tenant.instances[0], of: deployment.tenant) }
        fabric.refuse { $0 == refusal.datapath && $1 == refusal.bundle }
        do {
            try await controller.apply(deployment.policy)
            return  // there was no such bundle
        } catch let error as StratosError {
            #expect(error.code == .updateRefused)
        }
        #expect(await controller.programs == RuleCompiler(engine: await controller.engine).compile(before))
        var traffic = EmulatedTraffic(fabric.inner)
        let port = try #require(old.tenants[0].endpoints[0].attachment?.port)
        #expect(traffic.open(SmallDeployment.flow(from: 1000), from: port).visits == ["acme/fw1"])
        let after = try await controller.apply(deployment.policy).plan
        let used = Set(before.paths.map(\.id.rawValue)).union([2])
        #expect(used.isDisjoint(with: after.paths.map(\.id.rawValue)), "path 2 was tried and may have marked flows")
        #expect(traffic.open(SmallDeployment.flow(from: 1001), from: port).visits == ["acme/fw2"])
    }

    @Test("what a lost switch has kept from a torn update goes with the next one", arguments: [true, false])
    func torn(isResident: Bool) async throws {
        var deployment = Self.deployment()
        let fabric = UnreliableFabric(EmulatedFabric(EmulatedNetwork(deployment.policy)))
        let controller = Self.controller(fabric, isResident: isResident)
        try await controller.apply(deployment.policy)
        let old = deployment.policy
        deployment.remove("fw1")
        deployment.add("fw2", of: "firewall", on: 2)
        fabric.inner.withNetwork { $0.launch(deployment.tenant.instances[0], of: deployment.tenant) }
        // Switch 2 takes the first step and is lost.
        fabric.refuse { $0 == 2 && $1 >= 1 }
        let error = await #expect(throws: StratosError.self) { try await controller.apply(deployment.policy) }
        #expect(error?.code == .updateTorn)
        let kept = RuleCompiler(engine: await controller.engine).compile(await controller.plan)
        #expect(await controller.programs[1] == kept[1], "switch 1 went back")
        #expect(await controller.programs[2] != kept[2], "switch 2 could not")
        fabric.refuse { _, _ in false }
        try await controller.apply(old)
        let clean = RuleCompiler(engine: await controller.engine).compile(await controller.plan)
        #expect(await controller.programs == clean)
        let rules = fabric.inner.network.switches.mapValues { $0.tables.values.reduce(0) { $0 + $1.count } }
        #expect(rules == clean.mapValues(\.rules.count))
    }
}
