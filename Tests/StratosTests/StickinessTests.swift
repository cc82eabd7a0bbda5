import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// Connections between the same addresses pass the same instances where a chain asks for it.
@Suite struct StickinessTests {
    private func deployment(_ stickiness: ServiceFunctionChain.Stickiness) -> SmallDeployment {
        var result = SmallDeployment.chain([
            ServiceFunction("firewall", image: "firewall"), ServiceFunction("ids", image: "bridge"),
        ])
        for number in 1...4 {
            result.add(InstanceID("firewall\(number)"), of: "firewall", on: 1 + number % 2)
            result.add(InstanceID("ids\(number)"), of: "ids", on: 2 - number % 2)
        }
        result.policy.tenants[0].chains[0].stickiness = stickiness
        return result
    }

    private func flow(_ client: UInt8, _ transport: IPProtocol, from port: UInt16) -> FiveTuple {
        FiveTuple(
            source: .v4(IPv4Address(10, 1, 0, client)), destination: .v4(IPv4Address(10, 2, 0, 10)),
            transport: transport, sourcePort: TransportPort(rawValue: port),
            destinationPort: TransportPort(rawValue: 80))
    }

    @Test("all that a client sends goes one way, all clients together go every way", arguments: CarrierBed.engines)
    func addresses(_ engine: any SteeringEngine) async throws {
        let bed = CarrierBed(deployment(.addresses), engine)
        try await bed.apply()
        var ways: Set<CarrierBed.Seen> = []
        for client in 10..<40 as Range<UInt8> {
            let seen = try (0..<5 as Range<UInt16>).map {
                try bed.open(flow(client, $0 % 2 == 0 ? .tcp : .udp, from: 40_000 + $0))
            }
            #expect(seen.allSatisfy(\.isComplete) && Set(seen).count == 1)
            ways.formUnion(seen)
        }
        #expect(ways.count == 4)
    }

    @Test(
        "protocols apart where the 3-tuple counts, connections apart where each counts", arguments: CarrierBed.engines)
    func narrower(_ engine: any SteeringEngine) async throws {
        let three = CarrierBed(deployment(.addressesAndProtocol), engine)
        try await three.apply()
        var differ = 0
        for client in 10..<30 as Range<UInt8> {
            let tcp = try (0..<3 as Range<UInt16>).map { try three.open(flow(client, .tcp, from: 40_000 + $0)) }
            let udp = try (0..<3 as Range<UInt16>).map { try three.open(flow(client, .udp, from: 40_000 + $0)) }
            #expect(Set(tcp).count == 1 && Set(udp).count == 1)
            differ += tcp[0] == udp[0] ? 0 : 1
        }
        #expect(differ > 0)
        let five = CarrierBed(deployment(.connection), engine)
        try await five.apply()
        let seen = try (0..<20 as Range<UInt16>).map { try five.open(flow(10, .tcp, from: 40_000 + $0)) }
        #expect(Set(seen).count == 4)
    }

    @Test("new flows follow through other weights, and leave a path that drains", arguments: CarrierBed.engines)
    func changes(_ engine: any SteeringEngine) async throws {
        let bed = CarrierBed(deployment(.addresses), engine)
        try await bed.apply()
        let before = try (10..<30 as Range<UInt8>).map { ($0, try bed.open(flow($0, .tcp, from: 40_000))) }
        try await bed.apply {
            $0.policy.tenants[0].instances[0].weight = 2; $0.policy.tenants[0].instances[1].weight = 2
        }
        let plan = await bed.controller.plan
        let stays = Set(plan.paths.filter { $0.state == .active }.map { $0.route.instances.map(\.name) })
        for (client, seen) in before where stays.contains(seen.visits) {
            #expect(try bed.open(flow(client, .udp, from: 41_000)).visits == seen.visits)
        }
        try await bed.apply { $0.policy.tenants[0].instances[2].state = .draining }
        let draining = bed.deployment.tenant.instances[2].id.name
        var moved: Set<UInt8> = []
        for (client, seen) in before where seen.visits.contains(draining) {
            #expect(try bed.go(on: flow(client, .tcp, from: 40_000)) == seen, "the old flow stays")
            let next = try (0..<4 as Range<UInt16>).map { port in
                // Packets of the old flow between must not bring its path back.
                _ = try bed.go(on: flow(client, .tcp, from: 40_000))
                return try bed.open(flow(client, .tcp, from: 42_000 + port))
            }
            #expect(Set(next).count == 1 && next[0].isComplete && !next[0].visits.contains(draining))
            moved.insert(client)
        }
        #expect(!moved.isEmpty)
    }

    @Test("what was learned of a path goes with the path")
    func forgottenPaths() async throws {
        let bed = CarrierBed(deployment(.addresses), ResidentEngine())
        try await bed.apply()
        _ = try (10..<30 as Range<UInt8>).map { try bed.open(flow($0, .tcp, from: 40_000)) }
        let gone = bed.deployment.tenant.instances[0].id
        let plan = try await bed.apply { $0.policy.tenants[0].instances.removeFirst() }
        #expect(!plan.paths.contains { $0.route.instances.contains(gone) })
        let known = Set(plan.paths.map(\.id))
        let learned = bed.fabric.network.switches.values.flatMap { $0.tables[PipelineTable.sticky.id]?.rules ?? [] }
        let taught = learned.compactMap { RuleCookie.mark(of: $0.cookie).map { PathID.of(mark: $0).path } }
        #expect(!taught.isEmpty && taught.allSatisfy(known.contains))
    }

    @Test("what has been silent is forgotten, what still speaks is not")
    func forgetting() async throws {
        let bed = CarrierBed(deployment(.addresses), ResidentEngine(memoryTimeout: 60))
        try await bed.apply()
        let sticky = {
            bed.fabric.network.switches.values.flatMap { $0.tables[PipelineTable.sticky.id]?.rules ?? [] }.count
        }
        let speaking = flow(10, .tcp, from: 40_000)
        let first = try bed.open(speaking)
        _ = try bed.open(flow(11, .tcp, from: 40_000))
        #expect(sticky() == 2)
        for _ in 0..<3 {
            bed.fabric.advance(by: .seconds(40))
            _ = try bed.go(on: speaking)
        }
        #expect(sticky() == 1)
        #expect(try bed.open(flow(10, .udp, from: 50_000)).visits == first.visits)
    }
}
