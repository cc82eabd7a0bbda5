import ChainComposition
import Foundation
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import SteeringTestSupport
import Testing

@testable import Stratos

/// A controller that starts anew while switches and flows go on.
@Suite struct AdoptionTests {
    private static func successor(of bed: FailureBed, isResident: Bool) -> ForwardingController {
        let fabric = bed.fabric
        let engine: any SteeringEngine = isResident ? ResidentEngine() : ReactiveEngine()
        return ForwardingController(
            fabric: fabric, engine: engine, timeouts: .init(memory: .seconds(300)), clock: { fabric.network.now })
    }

    /// As it comes back from a file.
    private static func stored(_ record: PlanRecord) throws -> PlanRecord {
        try JSONDecoder().decode(PlanRecord.self, from: JSONEncoder().encode(record))
    }

    @Test("flows and draining paths go on, and no rule is sent that is there", arguments: [true, false])
    func nothingChanges(isResident: Bool) async throws {
        var bed = try await FailureBed(
            FailurePolicyTests.deployment(.bypass, .keep, tail: .mangles, instances: 3), isResident: isResident)
        let flows = (1000..<1012 as Range<UInt16>).map { SmallDeployment.flow($0 % 2 == 0 ? .tcp : .udp, from: $0) }
        let before = flows.map { bed.traffic.open($0, from: FailureBed.client) }
        bed.deployment.policy.tenants[0].instances[1].state = .draining
        try await bed.controller.apply(bed.deployment.policy)
        let (plan, held) = (await bed.controller.plan, await bed.controller.programs)
        let next = Self.successor(of: bed, isResident: isResident)
        try await next.adopt(bed.deployment.policy, from: Self.stored(plan.record))
        #expect(await next.programs == held)
        #expect(await next.plan.paths == plan.paths)
        #expect(await next.plan.paths.contains { $0.state == .draining })
        for datapath in [1, 2] as [DatapathID] {
            let again = try await next.reconcile(datapath)
            #expect(again.added == 0 && again.deleted == 0, "\(again)")
        }
        for (flow, first) in zip(flows, before) {
            let later = bed.traffic.exchange(flow, from: FailureBed.client)
            #expect(later.visits == first.visits && later.isComplete)
        }
        if !isResident { #expect(try await next.liveFlows() == bed.controller.liveFlows()) }
        #expect(bed.open(SmallDeployment.flow(from: 2000)) == (["firewall", "middle", "tail"], true))
    }

    @Test("the successor goes on where the other stopped: numbers are not used again", arguments: [true, false])
    func numbersGoOn(isResident: Bool) async throws {
        var bed = try await FailureBed(
            FailurePolicyTests.deployment(.closed, .repin, instances: 2), isResident: isResident)
        let plan = await bed.controller.plan
        let next = Self.successor(of: bed, isResident: isResident)
        try await next.adopt(bed.deployment.policy, from: Self.stored(plan.record))
        bed.deployment.add("m3", of: "middle", on: 2)
        let instance = try #require(bed.deployment.tenant.instances.last)
        bed.fabric.withNetwork { $0.launch(instance, of: bed.deployment.tenant) }
        try await next.apply(bed.deployment.policy)
        let old = Set(plan.paths.map(\.id))
        let new = Set(await next.plan.paths.map(\.id)).subtracting(old)
        #expect(try #require(new.min()) > (try #require(old.max())))
        let keys = await next.plan.tenants["acme"]?.ports.map(\.key) ?? []
        #expect(Set(keys).count == keys.count)
        #expect(bed.open(SmallDeployment.flow(from: 2000)) == (["firewall", "middle", "tail"], true))
    }

    @Test("what the policy no longer has goes from the switches", arguments: [true, false])
    func changedPolicy(isResident: Bool) async throws {
        var bed = try await FailureBed(
            FailurePolicyTests.deployment(.closed, .repin, instances: 2), isResident: isResident)
        let record = try Self.stored(await bed.controller.plan.record)
        bed.deployment.remove("m1")
        let next = Self.successor(of: bed, isResident: isResident)
        try await next.adopt(bed.deployment.policy, from: record)
        let clean = RuleCompiler(engine: await next.engine).compile(await next.plan)
        for (datapath, program) in clean {
            let rules = try await bed.fabric.contents(of: datapath).rules
            #expect(rules.count == program.rules.count)
        }
        let first = bed.traffic.open(SmallDeployment.flow(from: 2000), from: FailureBed.client)
        #expect(first.visits == ["acme/fw1", "acme/m2", "acme/t1"] && first.isComplete)
    }

    @Test("a record that does not fit is no record", arguments: [true, false])
    func nonsense(isResident: Bool) async throws {
        var bed = try await FailureBed(FailurePolicyTests.deployment(.closed), isResident: isResident)
        var record = await bed.controller.plan.record
        for index in record.tenants[0].paths.indices {
            record.tenants[0].paths[index].tags = [[0, 4_000_000_000]]
        }
        record.tenants[0].ports.append(record.tenants[0].ports[0])
        record.tenants[0].heads[0].subchain = "nothing"
        record.tenants[0].heads[0].head.endpoint = nil
        record.lastPath = .max
        let next = Self.successor(of: bed, isResident: isResident)
        // Every number has been used, as the record has it.
        await #expect(throws: CompositionFailure.self) { try await next.adopt(bed.deployment.policy, from: record) }
        record.lastPath = 5
        try await next.adopt(bed.deployment.policy, from: record)
        #expect(bed.open(SmallDeployment.flow(from: 2000)) == (["firewall", "middle", "tail"], true))
    }

    @Test("random plans are made again from their records", arguments: 0..<15 as Range<UInt64>)
    func random(seed: UInt64) throws {
        var deployment = RandomDeployment(seed: seed)
        let composer = ChainComposer()
        guard var plan = try? composer.plan(for: deployment.policy) else { return }
        for _ in 0..<6 {
            let before = deployment.policy
            _ = deployment.change { _, _ in false }
            if let next = try? composer.plan(for: deployment.policy, after: plan) {
                plan = next
            } else {
                deployment.restore(before)
            }
        }
        let recalled = try composer.recall(Self.stored(plan.record), for: deployment.policy)
        let again = try composer.plan(for: deployment.policy, after: recalled)
        #expect(again.paths == plan.paths, "seed \(seed)")
        for engine in [ResidentEngine(), ReactiveEngine()] as [any SteeringEngine] {
            let compiler = RuleCompiler(engine: engine)
            #expect(compiler.update(from: plan, to: again).isEmpty, "seed \(seed)")
        }
    }
}
