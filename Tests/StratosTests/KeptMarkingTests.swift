import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// DSCP values that arrive as they were sent, although tags travel in the same bits.
@Suite struct KeptMarkingTests {
    private func deployment() throws -> (SmallDeployment, [DSCP]) {
        var result = SmallDeployment.chain([
            ServiceFunction("firewall", image: "firewall"),
            ServiceFunction("nat", image: "nat", headers: .mangles),
            ServiceFunction("ids", image: "bridge"),
        ])
        result.add("firewall1", of: "firewall", on: 1)
        result.add("firewall2", of: "firewall", on: 2)
        result.add("nat1", of: "nat", on: 2, isRouted: true)
        result.add("ids1", of: "ids", on: 1)
        let kept = try [10, 46].map { try #require(DSCP(rawValue: $0)) }
        result.policy.tenants[0].chains[0].keptMarkings = kept
        return (result, kept)
    }

    @Test("packet by packet, whatever the others of the flow are marked with", arguments: CarrierBed.engines)
    func restored(_ engine: any SteeringEngine) async throws {
        let (deployment, kept) = try deployment()
        let bed = CarrierBed(deployment, engine)
        try await bed.apply()
        let other = try #require(DSCP(rawValue: 20))
        for port in 0..<8 as Range<UInt16> {
            let flow = SmallDeployment.flow(from: 40_000 + port)
            let first = try bed.open(flow)
            #expect(first.isComplete && first.visits.count == 3)
            for marking in kept + [.bestEffort, other] + kept.reversed() {
                #expect(try bed.go(on: flow, marking: marking) == first, "the path is the flow's")
                let expected = kept.contains(marking) ? marking : .bestEffort
                #expect(bed.delivered.first?.ip?.dscp == expected)
                #expect(bed.entered("nat1").first?.ip?.dscp == expected, "the box sees the packet as it was")
                let reply = try bed.answer(marking: marking)
                #expect(reply.boxes.count == 3 && reply.deliveries.first?.packet.ip?.dscp == expected)
            }
        }
    }

    @Test("each value costs a tag for each direction, and none where tags travel elsewhere")
    func cost() throws {
        var (deployment, kept) = try deployment()
        let path = try #require(try ChainComposer().plan(for: deployment.policy).paths.first)
        #expect(path.tags.kept.map(\.marking) == kept)
        for direction in PathDirection.allCases {
            #expect(Set(path.tags.all(direction).map(\.tag)).count == 3)
        }
        deployment.policy.tenants[0].tags = .vlan
        #expect(try ChainComposer().plan(for: deployment.policy).paths.allSatisfy { $0.tags.kept.isEmpty })
    }
}
