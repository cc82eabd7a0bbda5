import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// A tenant moves to another carrier while its flows go on.
@Suite struct CarrierChangeTests {
    static let changes: [(TagEncapsulation, TagEncapsulation)] = [
        (.dscp, .vlan), (.vlan, .dscp), (.dscp, .mpls), (.mpls, .nsh), (.nsh, .dscp), (.vlan, .tunnelMetadata),
        (.tunnelMetadata, .mpls),
    ]

    @Test(
        "live flows keep path and tags, new ones get the new carrier, and what has drained goes", arguments: changes,
        CarrierBed.engines)
    func change(_ change: (TagEncapsulation, TagEncapsulation), _ engine: any SteeringEngine) async throws {
        var deployment = SmallDeployment.chain(
            [
                ServiceFunction("bridge", image: "bridge"), ServiceFunction("router", image: "router"),
                ServiceFunction("nat", image: "nat", headers: .mangles),
            ], tags: change.0)
        for number in 1...2 {
            deployment.add("bridge\(number)", of: "bridge", on: number)
            deployment.add("router\(number)", of: "router", on: 3 - number, isRouted: true)
        }
        deployment.add("nat1", of: "nat", on: 2, isRouted: true)
        let bed = CarrierBed(deployment, engine)
        let before = try await bed.apply()
        let old = try open(bed, from: 40_000)
        let after = try await bed.apply { $0.policy.tenants[0].tags = change.1 }
        for path in before.paths {
            #expect(after.paths.contains { $0.id == path.id && $0.tags == path.tags && $0.state == .draining })
        }
        for (flow, seen) in old { #expect(try bed.go(on: flow) == seen) }
        let new = try open(bed, from: 50_000)
        for (flow, seen) in old + new { #expect(try bed.go(on: flow) == seen) }
        // A packet of a new flow, marked by its sender with what is an old path's tag, is not led astray by it.
        try checkMarkings(bed, new, before)
        // Twice: rules idle out, and what is remembered of their flows counts from then.
        for _ in 0..<2 { bed.fabric.advance(by: .seconds(100_000)) }
        try await bed.controller.releaseDrained()
        let last = await bed.controller.plan
        #expect(last.paths.allSatisfy { $0.carrier == AnyTagCarrier(BuiltInCarrier(change.1)) })
        #expect(try bed.open(SmallDeployment.flow(from: 60_000)).isComplete)
        let scratch = try ChainComposer().plan(for: bed.deployment.policy)
        #expect(last.paths.count == scratch.paths.count)
    }

    private func open(_ bed: CarrierBed, from port: UInt16) throws -> [(FiveTuple, CarrierBed.Seen)] {
        try (0..<12 as Range<UInt16>).map { offset in
            let flow = SmallDeployment.flow(from: port + offset)
            let seen = try bed.open(flow)
            #expect(seen.isComplete && seen.visits.count == 3 && seen.replyVisits == seen.visits.reversed())
            return (flow, seen)
        }
    }

    private func checkMarkings(
        _ bed: CarrierBed, _ flows: [(FiveTuple, CarrierBed.Seen)], _ before: SteeringPlan
    ) throws {
        let values = Set(before.paths.flatMap { [$0.tags.forward, $0.tags.reverse] })
        for tag in values {
            let marking = DSCP(rawValue: UInt8(clamping: tag.rawValue)) ?? .bestEffort
            for (flow, seen) in flows { #expect(try bed.go(on: flow, marking: marking) == seen) }
        }
    }
}
