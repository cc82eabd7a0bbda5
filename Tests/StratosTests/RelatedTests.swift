import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// ICMP errors and fragments go the way of the flows to which they belong.
@Suite struct RelatedTests {
    private static let settings: [(Int, TagEncapsulation)] = [(0, .dscp), (1, .dscp), (0, .vlan), (1, .vlan)]

    private func bed(_ engine: Int, _ tags: TagEncapsulation, namesPort: Bool = false) async throws -> CarrierBed {
        var deployment = SmallDeployment.chain(
            [ServiceFunction("firewall", image: "firewall"), ServiceFunction("ids", image: "bridge")], tags: tags)
        for number in 1...2 {
            deployment.add(InstanceID("firewall\(number)"), of: "firewall", on: number)
            deployment.add(InstanceID("ids\(number)"), of: "ids", on: 3 - number)
        }
        if namesPort { deployment.policy.tenants[0].chains[0].matches = [.udp(9)] }
        let bed = CarrierBed(deployment, CarrierBed.engines[engine])
        try await bed.apply()
        return bed
    }

    private func flow(_ port: UInt16) -> FiveTuple {
        FiveTuple(
            source: .v4(IPv4Address(10, 1, 0, 10)), destination: .v4(IPv4Address(10, 2, 0, 10)), transport: .udp,
            sourcePort: TransportPort(rawValue: port), destinationPort: 9)
    }

    private func error(about flow: FiveTuple, from source: IPAddress) -> Packet {
        let header = ICMPHeader(type: 3, code: 3, quoted: QuotedPacket(Packet(flow)))
        return Packet(content: .ip(IPHeader(source: source, destination: flow.source, transport: .icmp), .icmp(header)))
    }

    private func boxes(_ walk: Walk) -> [String] { walk.boxes.map { String($0.split(separator: "/").last ?? "") } }

    @Test("errors of the far end go back by the flow's own instances", arguments: settings)
    func farEnd(engine: Int, tags: TagEncapsulation) async throws {
        let bed = try await bed(engine, tags)
        var ways: Set<[String]> = []
        for port in 1000..<1008 as Range<UInt16> {
            let flow = flow(port), seen = try bed.open(flow)
            ways.insert(seen.visits)
            let walk = try #require(
                bed.fabric.exchange(
                    error(about: flow, from: flow.destination), from: try bed.port(SmallDeployment.server), rounds: 1
                )
                .first)
            #expect(boxes(walk) == seen.visits.reversed(), "\(walk.losses)")
            #expect(walk.deliveries.map(\.packet.reportedFlow) == [flow.reversed])
            #expect(walk.deliveries.map(\.packet.dscp) == [.bestEffort])
        }
        #expect(ways.count > 1)
    }

    @Test("errors of a box in the middle go back from where it stands", arguments: [0, 1])
    func middle(engine: Int) async throws {
        // A firewall keeps no labels, so what comes out of it is told by its flow.
        let bed = try await bed(engine, .mpls)
        for port in 1000..<1004 as Range<UInt16> {
            let flow = flow(port), seen = try bed.open(flow)
            let firewall = try #require(bed.deployment.tenant[instance: InstanceID(seen.visits[0])])
            let own = error(about: flow, from: .v4(IPv4Address(169, 254, 10, 2)))
            let walk = try #require(bed.fabric.exchange(own, from: firewall.attachment.left, rounds: 1).first)
            #expect(boxes(walk).isEmpty && walk.deliveries.map(\.packet.reportedFlow) == [flow.reversed])
        }
    }

    @Test("errors about nobody's flow go nowhere, and others still pass", arguments: settings)
    func unknown(engine: Int, tags: TagEncapsulation) async throws {
        let bed = try await bed(engine, tags), server = try bed.port(SmallDeployment.server)
        let stray = error(about: flow(2000), from: flow(2000).destination)
        #expect(bed.fabric.exchange(stray, from: server, rounds: 1).flatMap(\.deliveries).isEmpty)
        let known = flow(1000)
        _ = try bed.open(known)
        let walks = bed.fabric.exchange(error(about: known, from: known.destination), from: server, rounds: 1)
        #expect(walks.flatMap(\.deliveries).count == 1)
    }

    @Test("the fragments of a datagram pass the same instances and arrive", arguments: settings)
    func fragments(engine: Int, tags: TagEncapsulation) async throws {
        let bed = try await bed(engine, tags)
        for number in 1...4 as ClosedRange<UInt32> {
            let (visits, offsets) = try send(parts(of: flow(UInt16(1000 + number)), number), through: bed)
            #expect(offsets == [0, 175])
            #expect(visits.count == 4 && Set(visits).count == 2, "\(visits)")
        }
    }

    @Test("fragments go where the flow's other packets go, also by a class that names the port", arguments: settings)
    func fragmentsOfKnownFlows(engine: Int, tags: TagEncapsulation) async throws {
        let bed = try await bed(engine, tags, namesPort: true)
        for number in 1...4 as ClosedRange<UInt32> {
            let flow = flow(UInt16(1000 + number)), seen = try bed.open(flow)
            let (visits, offsets) = try send(parts(of: flow, number), through: bed)
            #expect(offsets == [0, 175])
            #expect(Set(visits) == Set(seen.visits))
        }
    }

    @Test("the reactive engine tells the class of a new flow by its first fragment")
    func firstFragment() async throws {
        let bed = try await bed(1, .dscp, namesPort: true)
        let flow = flow(1000), (visits, offsets) = try send(parts(of: flow, 1), through: bed)
        #expect(offsets == [0, 175])
        #expect(try Set(bed.go(on: flow).visits) == Set(visits))
        var other = flow
        other.destinationPort = 10
        #expect(try send(parts(of: other, 2), through: bed).offsets == [])
        #expect(try send([parts(of: flow, 3)[1]], through: bed).offsets == [], "nothing was seen of its packet yet")
    }

    /// The boxes that packets of the client visit, and the offsets of what arrives.
    private func send(
        _ packets: [Packet], through bed: CarrierBed
    ) throws -> (visits: [String], offsets: [UInt16?]) {
        let client = try bed.port(SmallDeployment.client)
        let walks = packets.flatMap { bed.fabric.exchange($0, from: client, rounds: 1) }
        return (walks.flatMap(boxes), walks.flatMap(\.deliveries).map(\.packet.ip?.fragment?.offset))
    }

    /// Two fragments, of which the first has the ports.
    private func parts(of flow: FiveTuple, _ identification: UInt32) -> [Packet] {
        [0, 175].map { (offset: UInt16) in
            var part = Packet(flow)
            part.ip?.fragment = FragmentHeader(identification: identification, offset: offset, hasMore: offset == 0)
            part.payload = Payload(id: UInt64(offset), length: offset == 0 ? 1392 : 30)
            if offset > 0 { part.transport = TransportHeader.none }
            return part
        }
    }
}
