import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// Taps get copies; the packets themselves go on.
@Suite struct TapTests {
    private func deployment(
        _ tags: TagEncapsulation, understood: Bool = false
    ) -> SmallDeployment {
        var result = SmallDeployment.chain(
            [
                ServiceFunction("early", image: "ids", insertion: .tap),
                ServiceFunction("firewall", image: "firewall", understands: understood ? tags : nil),
                ServiceFunction("ids", image: "ids", insertion: .tap),
                ServiceFunction("nat", image: "nat", headers: .mangles),
                ServiceFunction("late", image: "ids", insertion: .tap),
            ], tags: tags)
        result.addOneArmed("early1", of: "early", on: 2)
        result.add("firewall1", of: "firewall", on: 1)
        result.addOneArmed("ids1", of: "ids", on: 1)
        result.addOneArmed("ids2", of: "ids", on: 2)
        result.add("nat1", of: "nat", on: 2, isRouted: true)
        result.addOneArmed("late1", of: "late", on: 2)
        return result
    }

    @Test(
        "every packet and every reply is seen once by one tap of each kind", arguments: [TagEncapsulation.dscp, .vlan],
        CarrierBed.engines)
    func copies(_ tags: TagEncapsulation, _ engine: any SteeringEngine) async throws {
        let bed = CarrierBed(deployment(tags, understood: tags == .mpls || tags == .nsh), engine)
        try await bed.apply()
        var watchers: Set<String> = []
        for port in 0..<24 as Range<UInt16> {
            let flow = SmallDeployment.flow(from: 40_000 + port)
            let first = try bed.open(flow)
            #expect(first.isComplete, "\(bed.lastWalks.flatMap(\.losses))")
            for visits in [first.visits, first.replyVisits] {
                #expect(visits.map { String($0.dropLast()) }.sorted() == ["early", "firewall", "ids", "late", "nat"])
            }
            #expect(inline(first.visits) == ["firewall1", "nat1"])
            #expect(inline(first.replyVisits) == ["nat1", "firewall1"])
            let watching = first.visits.filter { $0.hasPrefix("ids") }
            #expect(first.replyVisits.filter { $0.hasPrefix("ids") } == watching, "the same tap sees both directions")
            #expect(try bed.go(on: flow) == first)
            watchers.formUnion(watching)
            checkCopies(bed, flow)
        }
        #expect(watchers == ["ids1", "ids2"])
    }

    /// A copy shows the flow as it is at its place in the chain, without a tag.
    private func checkCopies(_ bed: CarrierBed, _ flow: FiveTuple) {
        #expect(bed.entered("early1").map(\.fiveTuple) == [flow, flow.reversed])
        #expect(bed.entered("late1").allSatisfy { $0.fiveTuple != flow && $0.fiveTuple != flow.reversed })
        for tap in ["early1", "ids1", "ids2", "late1"] {
            #expect(bed.entered(tap).allSatisfy { $0.vlan == nil && $0.ip?.dscp == .bestEffort })
        }
    }

    private func inline(_ visits: [String]) -> [String] { visits.filter { ["firewall1", "nat1"].contains($0) } }

    @Test("nothing that a tap sends is let in", arguments: CarrierBed.engines)
    func silent(_ engine: any SteeringEngine) async throws {
        let bed = CarrierBed(deployment(.dscp), engine)
        let plan = try await bed.apply()
        let flow = SmallDeployment.flow(from: 40_000)
        _ = try bed.open(flow)
        let port = try #require(bed.deployment.tenant[instance: "ids1"]?.attachment.left)
        for tag in Set(plan.paths.flatMap { [$0.tags.forward, $0.tags.reverse] }) {
            var packet = Packet(flow, flags: [.ack])
            packet.ip?.dscp = DSCP(rawValue: UInt8(clamping: tag.rawValue)) ?? .bestEffort
            let walk = bed.fabric.exchange(packet, from: port, rounds: 1).first
            #expect(walk?.boxes == [] && walk?.deliveries.isEmpty == true)
        }
    }

    @Test(
        "a tap drains like any other instance: its flows go on, new ones do not come to it",
        arguments: CarrierBed.engines)
    func draining(_ engine: any SteeringEngine) async throws {
        let bed = CarrierBed(deployment(.dscp), engine)
        try await bed.apply()
        let flows = try (0..<12 as Range<UInt16>).map { port in
            let flow = SmallDeployment.flow(from: 40_000 + port)
            return (flow, try bed.open(flow))
        }
        try await bed.apply { $0.policy.tenants[0].instances[2].state = .draining }
        for (flow, seen) in flows { #expect(try bed.go(on: flow) == seen) }
        for port in 0..<12 as Range<UInt16> {
            let seen = try bed.open(SmallDeployment.flow(from: 50_000 + port))
            #expect(seen.isComplete && !seen.visits.contains("ids1"))
        }
    }

    @Test("a tap that is said to rewrite is refused")
    func rewriting() throws {
        var deployment = deployment(.dscp)
        deployment.policy.tenants[0].functions[2].headers = .mangles
        let failure = #expect(throws: CompositionFailure.self) { try ChainComposer().plan(for: deployment.policy) }
        #expect(failure?.problems.contains { $0.code == .rewritingTap && $0.message.contains("“ids”") } == true)
    }
}
