import ChainComposition
import NetworkTypes
import ServiceChaining
import Stratos
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// Every carrier on real switches, through real boxes of every kind, each watched with a capture.
    ///
    /// The box that understands tags is a bridge: it keeps the encapsulation, and does nothing with it. In
    /// ``EncapsulationLiveTests`` one does.
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
            var live = LiveChain.Setting(
                functions: [
                    ("bridge", .passthrough, 1), ("router", .statefulFirewall, 1), ("arm", .oneArmedRouter, 1),
                    ("ids", .watcher, 1), ("nat", .oneArmedMangler(address: "10.9.0.1"), 1),
                ], tags: setting.tags, engine: setting.engine)
            live.adjust = { chain, _ in
                // Tunnel metadata is nothing that a box could understand.
                chain.policy.tenants[0].functions[0].understands =
                    setting.tags == .tunnelMetadata ? nil : setting.tags
            }
            try await LiveChain.with(live) { try await Self.drive($0, setting.tags) }
        }

        private static let connections = 12

        private static func drive(_ chain: LiveChain, _ tags: TagEncapsulation) async throws {
            let server = try await TrafficServer.start(in: chain.server, port: 8080)
            defer { server.stop() }
            let seen = try await chain.watch {
                var load = ClosedLoopLoad(connections: connections)
                load.requestsPerConnection = 2
                let report = try await chain.traffic().run(load)
                #expect(report.failures.isEmpty)
                #expect(report.answeredRequests == 2 * connections)
            }
            var frames: [String: [PcapFile.Frame]] = [:]
            for box in chain.boxes { frames[box.name] = try seen[box, box.left].frames() }
            check(frames, tags)
            let arrived = try seen[chain.server].records()
            #expect(arrived.count == connections && arrived.allSatisfy(\.isWhole))
            #expect(Set(arrived.map(\.flow.source.addressText)) == ["10.9.0.5"], "the NAT's address")
            #expect(arrived.allSatisfy { $0.dscps == [0] }, "a tag got out")
        }

        private static func check(_ frames: [String: [PcapFile.Frame]], _ tags: TagEncapsulation) {
            // ARP and IPv6 are what hosts say to each other about themselves.
            let seen = frames.mapValues { $0.filter { $0.etherType.map { ![0x0806, 0x86DD].contains($0) } ?? false } }
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
