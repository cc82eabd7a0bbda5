import ChainComposition
import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// Switches that come back empty, or with something else than they should have.
@Suite struct ReconciliationTests {
    private static func deployment() -> SmallDeployment {
        var deployment = SmallDeployment(
            functions: [
                ServiceFunction("firewall", image: "box"), ServiceFunction("nat", image: "box", headers: .mangles),
            ],
            chains: [
                ServiceFunctionChain(
                    "web", from: SmallDeployment.client, to: SmallDeployment.server, through: ["firewall", "nat"])
            ])
        for number in 1...3 { deployment.add("fw\(number)", of: "firewall", on: 1 + number % 2) }
        for number in 1...2 { deployment.add("nat\(number)", of: "nat", on: number, isRouted: true) }
        return deployment
    }

    private static func flows(_ count: Int) -> [FiveTuple] {
        (0..<count).map { SmallDeployment.flow($0 % 2 == 0 ? .tcp : .udp, from: UInt16(1000 + $0)) }
    }

    @Test("live flows keep their instances when a switch has lost everything", arguments: [true, false], [1, 2])
    func restart(isResident: Bool, datapath: UInt64) async throws {
        var bed = try await FailureBed(Self.deployment(), isResident: isResident)
        let flows = Self.flows(24)
        let before = flows.map { bed.traffic.open($0, from: FailureBed.client) }
        #expect(before.allSatisfy { $0.isComplete })
        try await bed.controller.recordConnections()
        bed.fabric.restart(DatapathID(rawValue: datapath))
        // Another seed is another choice for a flow that is taken for a new one.
        bed.fabric.withNetwork { _ = $0.withSwitch(DatapathID(rawValue: datapath)) { $0.selectionSeed = 99 } }
        let done = try await bed.controller.reconcile(DatapathID(rawValue: datapath))
        #expect(done.deleted == 0)
        #expect(isResident ? done.restoredFlows >= 24 : done.restoredFlows == 0)
        for (flow, first) in zip(flows, before) {
            let next = bed.traffic.exchange(flow, from: FailureBed.client)
            #expect(next.visits == first.visits && next.replyVisits == first.replyVisits, "\(flow) has moved")
            #expect(next.isComplete, "\(flow): \(next.losses)")
        }
        #expect(bed.open(SmallDeployment.flow(from: 3000)) == (["firewall", "nat"], true))
    }

    @Test("without a record, the resident engine's flows choose anew, which is what the record is for")
    func withoutRecord() async throws {
        var bed = try await FailureBed(Self.deployment(), isResident: true)
        let flows = Self.flows(24)
        let before = flows.map { bed.traffic.open($0, from: FailureBed.client).visits }
        // Another seed is another switch to the flows.
        bed.fabric.restart(1)
        bed.fabric.withNetwork { _ = $0.withSwitch(1) { $0.selectionSeed = 99 } }
        try await bed.controller.reconcile(1)
        let after = flows.map { bed.traffic.exchange($0, from: FailureBed.client).visits }
        #expect(before != after)
    }

    @Test("a flow that was given its path back can still be given another", arguments: [IPProtocol.udp, .tcp])
    func restoredThenRepinned(transport: IPProtocol) async throws {
        var bed = try await FailureBed(Self.deployment(), isResident: true)
        let flow = SmallDeployment.flow(transport, from: 1000)
        let box = try #require(bed.traffic.open(flow, from: FailureBed.client).visits.first)
        try await bed.controller.recordConnections()
        bed.fabric.restart(1)
        try await bed.controller.reconcile(1)
        #expect(bed.traffic.exchange(flow, from: FailureBed.client).visits.first == box)
        try await bed.report(failed: InstanceID(String(box.dropFirst(5))))
        let visits = bed.settle(flow).visits
        #expect(visits.first?.hasPrefix("acme/fw") == true && visits.first != box, "\(visits)")
    }

    @Test("only what differs is sent, and rules of others stay", arguments: [true, false])
    func difference(isResident: Bool) async throws {
        var bed = try await FailureBed(Self.deployment(), isResident: isResident)
        #expect(bed.open(SmallDeployment.flow(from: 1000)).isComplete)
        let intended = try await bed.fabric.contents(of: 1).rules.count
        let lost = try #require(await bed.controller.programs[1]?.rules.keys.sorted().first)
        let stale = FlowMod(
            .add, table: 4, priority: 77, match: [.inPort(9)], cookie: Cookie(rawValue: RuleCookie.owner | 999))
        let foreign = FlowMod(.add, table: 0, priority: 1, match: [.inPort(8)], cookie: 0xBEEF)
        try await bed.fabric.apply(
            [
                .flowMod(FlowMod(.deleteStrict, table: lost.table.id, priority: lost.priority, match: lost.match)),
                .flowMod(stale), .flowMod(foreign),
            ], to: 1)
        let done = try await bed.controller.reconcile(1)
        #expect(done.added == 1 && done.deleted == 1, "\(done)")
        #expect(try await bed.fabric.contents(of: 1).rules.count == intended)
        let kept = bed.fabric.network.switches[1]?.tables[0]?.rules.contains { $0.cookie == 0xBEEF }
        #expect(kept == true)
        let again = try await bed.controller.reconcile(1)
        #expect(again.added == 0 && again.deleted == 0)
        #expect(bed.settle(SmallDeployment.flow(from: 1000)).isComplete)
    }

    @Test("a group that was lost or changed is put right")
    func groups() async throws {
        var bed = try await FailureBed(Self.deployment(), isResident: true)
        let group = try #require(await bed.controller.programs[1]?.groups.keys.min())
        try await bed.fabric.apply([.groupMod(GroupMod(.modify, group, buckets: []))], to: 1)
        #expect(bed.open(SmallDeployment.flow(from: 1000)) == ([], false))
        #expect(try await bed.controller.reconcile(1).added == 1)
        #expect(bed.open(SmallDeployment.flow(from: 1001)).isComplete)
    }

    @Test("a switch that connects again is reconciled without being asked", arguments: [true, false])
    func byItself(isResident: Bool) async throws {
        var bed = try await FailureBed(Self.deployment(), isResident: isResident)
        bed.fabric.restart(2)
        for _ in 0..<500 {
            let rules = try await bed.fabric.contents(of: 2).rules.count
            if rules == (await bed.controller.programs[2]?.rules.count) { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(bed.open(SmallDeployment.flow(from: 1000)).isComplete)
    }
}
