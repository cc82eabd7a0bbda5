import ChainComposition
import NetworkTypes
import ServiceChaining
import Stratos
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// Every carrier on real switches, through real boxes of every kind, each watched with a capture.
    ///
    /// The box that understands tags is a bridge: it keeps the encapsulation, and does nothing with it.
    @Suite struct CarrierLiveTests {
        struct Setting: Sendable, CustomTestStringConvertible {
            let tags: TagEncapsulation
            let engine: any SteeringEngine
            var testDescription: String { "\(tags.rawValue), \(engine.name)" }
        }

        static let settings =
            TagEncapsulation.allCases.map { Setting(tags: $0, engine: ResidentEngine()) }
            + [TagEncapsulation.vlan, .nsh].map { Setting(tags: $0, engine: ReactiveEngine()) }

        @Test("transparent, routed, one-armed, tap, and one-armed NAT", arguments: settings)
        func carries(_ setting: Setting) async throws {
            var specification = TestbedSpecification(hosts: 2)
            specification.stateDirectory = testStateDirectory
            specification.connectsController = false
            specification.encapsulation = setting.tags == .tunnelMetadata ? .geneve : .vxlan
            try await Testbed.withTestbed(specification) { bed in
                try await bed.withFabric { fabric in
                    let chain = try await Self.chain(setting.tags, on: bed)
                    let controller = ForwardingController(fabric: fabric, engine: setting.engine)
                    try await controller.apply(chain.policy)
                    try await Self.drive(chain, setting.tags, on: bed)
                }
            }
        }

        private static func chain(_ tags: TagEncapsulation, on bed: Testbed) async throws -> ChainDeployment {
            var chain = try await ChainDeployment(
                [
                    ("bridge", .passthrough), ("router", .statefulFirewall), ("arm", .oneArmedRouter),
                    ("ids", .watcher), ("nat", .oneArmedMangler(address: "10.9.0.1")),
                ], client: "h1", server: "h2", on: bed)
            for (stage, name) in ["bridge1", "router1", "arm1", "ids1", "nat1"].enumerated() {
                try await chain.launch(name, stage: stage, on: stage % 2 == 0 ? "h2" : "h1", in: bed)
            }
            chain.policy.tenants[0].tags = tags
            // Tunnel metadata is nothing that a box could understand.
            chain.policy.tenants[0].functions[0].understands = tags == .tunnelMetadata ? nil : tags
            return chain
        }

        private static let connections = 12

        private static func drive(_ chain: ChainDeployment, _ tags: TagEncapsulation, on bed: Testbed) async throws {
            let boxes = chain.stages.compactMap(\.boxes.first)
            var captures: [PacketCapture] = []
            for box in boxes { captures.append(try await bed.capture(box, box.left, filter: "not arp")) }
            let atServer = try await bed.capture(chain.server)
            let server = try await TrafficServer.start(in: chain.server, port: 8080)
            defer { server.stop() }
            var load = ClosedLoopLoad(connections: connections)
            load.requestsPerConnection = 2
            let report = try await TrafficClient(endpoint: chain.client, server: chain.server.address, port: 8080)
                .run(load)
            #expect(report.failures.isEmpty)
            #expect(report.answeredRequests == 2 * connections)
            var frames: [String: [PcapFile.Frame]] = [:]
            for (box, capture) in zip(boxes, captures) { frames[box.name] = try await capture.finishWithFrames() }
            check(frames, tags)
            let arrived = try await atServer.finish().records
            #expect(arrived.count == connections && arrived.allSatisfy(\.isWhole))
            #expect(Set(arrived.map(\.flow.source.addressText)) == ["10.9.0.5"], "the NAT's address")
            #expect(arrived.allSatisfy { $0.dscps == [0] }, "a tag got out")
        }

        private static func check(_ frames: [String: [PcapFile.Frame]], _ tags: TagEncapsulation) {
            let seen = frames.mapValues { $0.filter { $0.etherType.map { $0 != 0x86DD } ?? false } }
            let onBridge = Set((seen["bridge1"] ?? []).compactMap(\.etherType))
            let types: [TagEncapsulation: UInt16] = [.vlan: 0x8100, .mpls: 0x8847, .nsh: 0x894F]
            #expect(onBridge == [types[tags] ?? 0x0800], "what the bridge passes")
            for box in ["router1", "arm1", "ids1", "nat1"] {
                #expect(Set((seen[box] ?? []).compactMap(\.etherType)) == [0x0800], "\(box) sees no tag")
            }
            let dscps = { (box: String) in Set((seen[box] ?? []).compactMap(CapturedPacket.init).map(\.dscp)) }
            #expect(dscps("router1").contains(0) == (tags != .dscp), "with DSCP the tag stays on")
            #expect(dscps("ids1") == [0] && dscps("nat1") == [0])
            // A copy of each packet in each direction, and each packet twice where it comes back by the same port.
            let watched = ConnectionRecord.records(of: (seen["ids1"] ?? []).compactMap(CapturedPacket.init))
            #expect(watched.count == connections && watched.allSatisfy(\.isWhole))
            let passed = ConnectionRecord.records(of: (seen["router1"] ?? []).compactMap(CapturedPacket.init))
            let packets = { (records: [ConnectionRecord]) in
                records.map { [$0.forward.packets, $0.reverse.packets] }.reduce(into: [0, 0]) {
                    $0[0] += $1[0]; $0[1] += $1[1]
                }
            }
            #expect(packets(watched) == packets(passed), "the tap sees what the router sees, once")
            let turned = ConnectionRecord.records(of: (seen["arm1"] ?? []).compactMap(CapturedPacket.init))
            #expect(packets(turned) == packets(passed).map { 2 * $0 })
        }
    }
}

extension PcapFile.Frame {
    fileprivate var etherType: UInt16? {
        let type = bytes.dropFirst(12).prefix(2)
        return type.count == 2 ? type.reduce(0) { $0 << 8 | UInt16($1) } : nil
    }
}
