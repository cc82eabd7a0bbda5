import ChainComposition
import ServiceChaining
import Stratos
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// Echoes and errors pass the instances that the flow passes to which they belong.
    @Suite struct ICMPLiveTests {
        static let settings = [(TagEncapsulation.dscp, true), (.dscp, false), (.vlan, true), (.vlan, false)]

        private static func setting(
            _ functions: [(FunctionID, BoxKind, Int)], _ tags: TagEncapsulation, _ isResident: Bool
        ) -> LiveChain.Setting {
            var result = LiveChain.Setting(functions: functions.map { ($0.0, $0.1, $0.2) }, tags: tags)
            if !isResident { result.engine = ReactiveEngine() }
            return result
        }

        @Test("echoes of either end are answered the way that they came", arguments: settings.dropLast())
        func echoes(tags: TagEncapsulation, isResident: Bool) async throws {
            var setting = Self.setting([("bridge", .passthrough, 2), ("router", .router, 2)], tags, isResident)
            setting.adjust = { chain, _ in chain.policy.tenants[0].chains[0].initiator = .either }
            try await LiveChain.with(setting) { chain in
                let seen = try await chain.watch {
                    for (asker, other) in [(chain.client, chain.server), (chain.server, chain.client)] {
                        let answered = try await EchoClient(endpoint: asker, target: other.address).run(echoes: 8)
                        #expect(answered == 8, "of \(asker.name)")
                    }
                }
                for asker in [chain.client, chain.server] {
                    for stage in chain.deployment.stages {
                        var passed: [[String]] = []
                        for file in stage.boxes.flatMap({ box in box.sides.map { seen[box, $0] } }) {
                            let lines = try file.lines()
                            let asked = Self.identifiers(lines, "\(asker.address) > ", "request")
                            #expect(asked == Self.identifiers(lines, "> \(asker.address):", "reply"))
                            passed.append(asked)
                        }
                        // Both sides of each instance.
                        #expect(passed[0] == passed[1] && passed[2] == passed[3])
                        #expect((passed[0] + passed[2]).sorted() == (1...8).map(String.init))
                    }
                }
            }
        }

        /// The identifiers of the echoes of one kind that the lines tell of.
        private static func identifiers(_ lines: [Substring], _ ends: String, _ kind: String) -> [String] {
            let marker = "ICMP echo \(kind), id "
            return lines.filter { $0.contains(ends) }.compactMap { line in
                line.firstRange(of: marker).map { String(line[$0.upperBound...].prefix { $0 != "," }) }
            }
        }

        @Test("an unreachable port is reported by the way of the datagram that went there", arguments: settings)
        func unreachable(tags: TagEncapsulation, isResident: Bool) async throws {
            let setting = Self.setting([("bridge", .passthrough, 2), ("router", .router, 2)], tags, isResident)
            try await LiveChain.with(setting) { chain in
                try chain.server.namespace.set(["ipv4/icmp_ratelimit": "0"])
                let seen = try await chain.watch {
                    let report = try await chain.traffic(.udp, port: 9).run(ClosedLoopLoad(connections: 8))
                    #expect(report.outcomes.map(\.failure) == Array(repeating: .refused, count: 8))
                }
                var used = 0
                for box in chain.boxes {
                    for side in box.sides {
                        let frames = try seen[box, side].frames()
                        let sent = Set(frames.compactMap(CapturedPacket.init).map(\.flow.source.port))
                        #expect(sent == Set(frames.compactMap(\.quotedPort)), "\(box.name) \(side.interface)")
                        used += sent.count
                    }
                }
                #expect(used == 2 * 2 * 8, "each datagram passes both sides of one box of each kind")
            }
        }

        @Test(
            "a router with a narrow link tells the sender, which sends smaller packets",
            arguments: [
                (BoxKind.snatMangler(address: "10.9.0.1"), TagEncapsulation.dscp, true),
                (.snatMangler(address: "10.9.0.1"), .dscp, false), (.router, .vlan, true), (.router, .vlan, false),
            ])
        func tooBig(kind: BoxKind, tags: TagEncapsulation, isResident: Bool) async throws {
            let setting = Self.setting([("bridge", .passthrough, 1), ("narrow", kind, 1)], tags, isResident)
            try await LiveChain.with(setting) { chain in
                let narrow = try #require(chain.boxes(of: "narrow").first)
                try Command.ip(["link set right mtu 1300"], in: narrow.namespace)
                let server = try await TrafficServer.start(in: chain.server, port: 8080)
                defer { server.stop() }
                let seen = try await chain.watch {
                    var load = ClosedLoopLoad(connections: 2)
                    load.size = ExchangeSize(request: 6000, reply: 64)
                    let report = try await chain.traffic().run(load)
                    #expect(report.failures.isEmpty && report.answeredRequests == 2)
                }
                let tooBig = "icmp[icmptype] = icmp-unreach and icmp[icmpcode] = 4"
                let told = try seen[narrow, narrow.left].count(tooBig)
                #expect(told > 0)
                #expect(try seen[chain.client].count(tooBig) == told)
                let bridge = try #require(chain.boxes(of: "bridge").first)
                #expect(try seen.count((tags == .vlan ? "vlan and " : "") + tooBig, at: bridge) == [told, told])
                #expect(try seen[chain.server].count("tcp and greater 1315") == 0)
            }
        }
    }
}

extension PcapFile.Frame {
    /// The source port of the datagram that an ICMP error quotes (RFC 792); headers of IPv4 have no options here.
    fileprivate var quotedPort: UInt16? {
        let bytes = untagged.bytes
        guard bytes.count > 64 else { return nil }
        let at = { (offset: Int) in bytes[bytes.startIndex + offset] }
        guard at(12) == 0x08, at(14) == 0x45, at(23) == 1, at(34) == 3, at(42) == 0x45 else { return nil }
        return UInt16(at(62)) << 8 | UInt16(at(63))
    }
}
