import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// Every carrier through boxes that keep its tags and boxes that do not.
@Suite struct CarrierTests {
    static let marking = DSCP(rawValue: 46) ?? .bestEffort

    /// A bridge, a router and a NAT on two switches.
    private func deployment(_ tags: TagEncapsulation, understands: TagEncapsulation? = nil) -> SmallDeployment {
        var result = SmallDeployment.chain(
            [
                ServiceFunction("bridge", image: "bridge", understands: understands),
                ServiceFunction("router", image: "router"),
                ServiceFunction("nat", image: "nat", headers: .mangles),
            ], tags: tags)
        result.add("bridge1", of: "bridge", on: 2)
        result.add("bridge2", of: "bridge", on: 1)
        result.add("router1", of: "router", on: 1, isRouted: true)
        result.add("nat1", of: "nat", on: 2, isRouted: true)
        return result
    }

    @Test(
        "packets pass every box and arrive as they were sent", arguments: TagEncapsulation.allCases, CarrierBed.engines)
    func passes(_ tags: TagEncapsulation, _ engine: any SteeringEngine) async throws {
        let bed = CarrierBed(deployment(tags), engine)
        try await bed.apply()
        var used: Set<String> = []
        for port in 0..<24 as Range<UInt16> {
            let flow = SmallDeployment.flow(port % 3 == 0 ? .udp : .tcp, from: 40_000 + port)
            let first = try bed.open(flow, marking: Self.marking)
            #expect(first.isComplete, "\(bed.lastWalks.flatMap(\.losses))")
            #expect(first.visits.dropFirst() == ["router1", "nat1"])
            #expect(first.replyVisits == first.visits.reversed())
            #expect(try bed.go(on: flow, marking: Self.marking) == first)
            used.insert(first.visits.first ?? "")
            let arrived = bed.delivered
            #expect(arrived.allSatisfy { $0.vlan == nil && $0.ip != nil }, "a tag got out")
            if tags != .dscp { #expect(arrived.first?.ip?.dscp == Self.marking, "the marking is nobody's business") }
        }
        #expect(used == ["bridge1", "bridge2"])
    }

    @Test(
        "both address families of one tenant share its paths", arguments: TagEncapsulation.allCases, CarrierBed.engines)
    func bothFamilies(_ tags: TagEncapsulation, _ engine: any SteeringEngine) async throws {
        // Emulated NATs have one address, hence one family.
        var deployment = deployment(tags)
        deployment.policy.tenants[0].chains[0].functions.removeLast()
        for (index, prefix) in ["fd00:1::/64", "fd00:2::/64"].enumerated() {
            deployment.policy.tenants[0].endpoints[index].prefixes.append(try #require(IPPrefix(prefix)))
        }
        let bed = CarrierBed(deployment, engine)
        try await bed.apply()
        for port in 0..<8 as Range<UInt16> {
            var flow = SmallDeployment.flow(from: 40_000 + port)
            #expect(try bed.open(flow).isComplete)
            flow.source = .v6(IPv6Address(rawValue: 0xFD00_0001 << 96 | 10))
            flow.destination = .v6(IPv6Address(rawValue: 0xFD00_0002 << 96 | 10))
            let seen = try bed.open(flow)
            #expect(seen.isComplete && seen.visits.count == 2 && seen.replyVisits == seen.visits.reversed())
            #expect(bed.delivered.map(\.fiveTuple) == [flow, flow.reversed])
        }
    }

    /// Found by the random deployments: nothing leaves a box by its left side there.
    @Test(
        "replies that go straight back leave the way there as it is", arguments: TagEncapsulation.allCases,
        CarrierBed.engines)
    func oneWay(_ tags: TagEncapsulation, _ engine: any SteeringEngine) async throws {
        var deployment = deployment(tags)
        deployment.policy.tenants[0].chains[0].functions.removeLast()
        deployment.policy.tenants[0].chains[0].direction = .unidirectional
        let bed = CarrierBed(deployment, engine)
        try await bed.apply()
        for port in 0..<4 as Range<UInt16> {
            let seen = try bed.open(SmallDeployment.flow(from: 40_000 + port))
            #expect(seen.isComplete && seen.visits.count == 2 && seen.replyVisits.isEmpty)
        }
    }

    @Test("a VLAN tag stays on through a bridge and is off in front of a router", arguments: CarrierBed.engines)
    func vlan(_ engine: any SteeringEngine) async throws {
        let bed = CarrierBed(deployment(.vlan), engine)
        let plan = try await bed.apply()
        let first = try bed.open(SmallDeployment.flow(from: 40_000))
        let bridge = try #require(first.visits.first)
        #expect(bed.entered(bridge).count == 2 && bed.entered(bridge).allSatisfy { $0.vlan != nil })
        #expect(bed.entered("router1").count == 2 && bed.entered("router1").allSatisfy { $0.vlan == nil })
        #expect(plan.paths.allSatisfy { $0.carrier == AnyTagCarrier(BuiltInCarrier(.vlan)) })
    }

    @Test(
        "a box that understands the tags gets them, one that does not never does",
        arguments: [TagEncapsulation.mpls, .nsh], CarrierBed.engines)
    func understood(_ tags: TagEncapsulation, _ engine: any SteeringEngine) async throws {
        let bed = CarrierBed(deployment(tags, understands: tags), engine)
        try await bed.apply()
        for port in 0..<8 as Range<UInt16> {
            let flow = SmallDeployment.flow(from: 40_000 + port)
            let first = try bed.open(flow)
            #expect(first.isComplete && first.visits.count == 3 && first.replyVisits == first.visits.reversed())
            let aware = try #require(first.visits.first)
            #expect(bed.entered(aware).count == 2 && bed.entered(aware).allSatisfy { $0.ip == nil })
            #expect(bed.entered("router1").map(\.fiveTuple) == [flow, flow.reversed])
        }
    }

    @Test("a box that does not keep tags and hangs on two switches is refused by name")
    func split() async throws {
        var deployment = deployment(.vlan)
        let other = deployment.tenant.instances[0].attachment
        deployment.policy.tenants[0].instances[2].attachment.right = SwitchPort(2, 99)
        #expect(other.left.datapath == 2)
        let failure = #expect(throws: CompositionFailure.self) { try ChainComposer().plan(for: deployment.policy) }
        #expect(failure?.problems.map(\.code) == [.splitBox])
        #expect(failure?.problems.first?.message.contains("“router1”") == true)
    }
}
