import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// Back to the policy before, with flows of both policies under way.
@Suite struct RollbackTests {
    private static func deployment(_ boxes: (InstanceID, on: Int)...) -> SmallDeployment {
        var deployment = SmallDeployment(
            functions: [ServiceFunction("firewall", image: "box")],
            chains: [
                ServiceFunctionChain(
                    "web", from: SmallDeployment.client, to: SmallDeployment.server, through: ["firewall"])
            ])
        for box in boxes { deployment.add(box.0, of: "firewall", on: box.on) }
        return deployment
    }

    @Test("flows of both policies keep their instances, and paths their numbers", arguments: [true, false])
    func flowsStay(isResident: Bool) async throws {
        let first = Self.deployment(("fw1", on: 1))
        var second = first
        second.policy.tenants[0].instances[0].state = .draining
        second.add("fw2", of: "firewall", on: 2)
        var bed = try await FailureBed(second, isResident: isResident)
        // The bed has installed the second policy; start over from the first.
        try await bed.controller.apply(first.policy)
        let paths = await bed.controller.plan.paths.filter { $0.state == .active }.map(\.id)
        let old = SmallDeployment.flow(from: 1000), new = SmallDeployment.flow(from: 1001)
        #expect(bed.traffic.open(old, from: FailureBed.client).visits == ["acme/fw1"])
        try await bed.controller.apply(second.policy)
        #expect(bed.traffic.open(new, from: FailureBed.client).visits == ["acme/fw2"])
        try await bed.controller.rollBack()
        for (flow, box) in [(old, "acme/fw1"), (new, "acme/fw2")] {
            let exchange = bed.traffic.exchange(flow, from: FailureBed.client)
            #expect(exchange.visits == [box] && exchange.isComplete)
        }
        #expect(bed.traffic.open(SmallDeployment.flow(from: 1002), from: FailureBed.client).visits == ["acme/fw1"])
        #expect(await bed.controller.plan.paths.filter { $0.state == .active }.map(\.id) == paths)
    }

    @Test("it goes back step by step, and says where the steps end")
    func steps() async throws {
        var deployment = Self.deployment(("fw1", on: 1))
        let bed = try await FailureBed(deployment, isResident: true)
        var policies = [deployment.policy]
        for weight in 2...4 {
            deployment.policy.tenants[0].instances[0].weight = weight
            try await bed.controller.apply(deployment.policy)
            policies.append(deployment.policy)
        }
        #expect(await bed.controller.earlierPolicies == policies.dropLast().reversed())
        for earlier in policies.dropLast().reversed() {
            let applied = try await bed.controller.rollBack()
            #expect(applied.plan.tenants["acme"]?.paths.count == 1)
            #expect(await bed.controller.earlierPolicies.count == policies.firstIndex(of: earlier))
        }
        let error = await #expect(throws: StratosError.self) { try await bed.controller.rollBack() }
        #expect(error?.code == .nothingBefore)
    }

    @Test("a policy that was refused is nothing to go back to or from")
    func refused() async throws {
        var deployment = Self.deployment(("fw1", on: 1))
        let bed = try await FailureBed(deployment, isResident: true)
        let good = deployment.policy
        deployment.policy.tenants[0].chains[0].functions = ["nothing"]
        await #expect(throws: StratosError.self) { try await bed.controller.apply(deployment.policy) }
        #expect(await bed.controller.earlierPolicies.isEmpty)
        try await bed.controller.apply(good)
        #expect(await bed.controller.earlierPolicies == [good])
    }

    @Test("what failed stays failed", arguments: [true, false])
    func failed(isResident: Bool) async throws {
        var bed = try await FailureBed(Self.deployment(("fw1", on: 1), ("fw2", on: 2)), isResident: isResident)
        bed.deployment.policy.tenants[0].instances[1].weight = 9
        try await bed.controller.apply(bed.deployment.policy)
        try await bed.report(failed: "fw2")
        try await bed.controller.rollBack()
        for port in 1000..<1010 as Range<UInt16> {
            #expect(
                bed.traffic.open(SmallDeployment.flow(from: port), from: FailureBed.client).visits == ["acme/fw1"])
        }
    }
}
