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

        @Test(
            "errors go back by the way of the datagram that they are about, replies by that of the echo",
            arguments: settings)
        func errorsAndEchoes(tags: TagEncapsulation, isResident: Bool) async throws {
            var setting = Self.setting([("bridge", .passthrough, 2), ("router", .router, 2)], tags, isResident)
            setting.adjust = { chain, _ in chain.policy.tenants[0].chains[0].initiator = .either }
            setting.also = (["2001:db8:1::10/64"], ["2001:db8:2::10/64"])
            try await LiveChain.with(setting) { chain in
                try chain.server.namespace.set(["ipv4/icmp_ratelimit": "0", "ipv6/icmp/ratelimit": "0"])
                let seen = try await chain.watch {
                    for server in [chain.server.address] + chain.server.otherAddresses {
                        let report = try await chain.traffic(.udp, to: server, port: 9)
                            .run(ClosedLoopLoad(connections: 8))
                        #expect(report.outcomes.map(\.failure) == Array(repeating: .refused, count: 8), "\(server)")
                    }
                    for (asker, other) in [(chain.client, chain.server), (chain.server, chain.client)] {
                        for target in [other.address] + other.otherAddresses {
                            let answered = try await EchoClient(endpoint: asker, target: target).run(echoes: 8)
                            #expect(answered == 8, "of \(asker.name) to \(target)")
                        }
                    }
                }
                try Self.checkErrors(seen, of: chain)
                for asker in [chain.client, chain.server] { try Self.checkEchoes(of: asker, seen, in: chain) }
                try Self.checkEchoes6(seen, of: chain, tags)
            }
        }

        /// As many replies as requests pass each box, on both sides (RFC 4443 § 4).
        private static func checkEchoes6(_ seen: Sighting, of chain: LiveChain, _ tags: TagEncapsulation) throws {
            for stage in chain.deployment.stages {
                let tag = tags == .vlan && stage.kind == .passthrough ? "vlan and " : ""
                let asked = try stage.boxes.map { try seen.count(tag + "icmp6 and ip6[40] = 128", at: $0) }
                #expect(asked.reduce(0) { $0 + $1[0] } == 16 && asked.allSatisfy { $0[0] == $0[1] })
                #expect(try stage.boxes.map { try seen.count(tag + "icmp6 and ip6[40] = 129", at: $0) } == asked)
            }
        }

        /// What passes a side of a box, datagrams and errors about them, is the same.
        private static func checkErrors(_ seen: Sighting, of chain: LiveChain) throws {
            var used = 0
            for box in chain.boxes {
                for side in box.sides {
                    let frames = try seen[box, side].frames()
                    let sent = Set(frames.compactMap(CapturedPacket.init).map(\.flow.source))
                    #expect(sent == Set(frames.compactMap(\.quotedSource)), "\(box.name) \(side.interface)")
                    used += sent.count
                }
            }
            #expect(used == 2 * 2 * 16, "each datagram passes both sides of one box of each kind")
        }

        private static func checkEchoes(
            of asker: AttachedEndpoint, _ seen: Sighting, in chain: LiveChain
        ) throws {
            for stage in chain.deployment.stages {
                let passed = try stage.boxes.map { box in
                    let sides = try box.sides.map { side in
                        let lines = try seen[box, side].lines()
                        let asked = identifiers(lines, "\(asker.address) > ", "request")
                        #expect(asked == identifiers(lines, "> \(asker.address):", "reply"), "\(box.name)")
                        return asked
                    }
                    #expect(sides[0] == sides[1], "\(box.name)")
                    return sides[0]
                }
                #expect(passed.joined().sorted() == (1...8).map(String.init))
            }
        }

        /// The identifiers of the echoes of one kind that the lines tell of.
        private static func identifiers(_ lines: [Substring], _ ends: String, _ kind: String) -> [String] {
            let marker = "ICMP echo \(kind), id "
            return lines.filter { $0.contains(ends) }.compactMap { line in
                line.firstRange(of: marker).map { String(line[$0.upperBound...].prefix { $0 != "," }) }
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
    /// Who sent the datagram that an ICMP error quotes (RFC 792, RFC 4443 § 3.1); no header has options here.
    fileprivate var quotedSource: CapturedEnd? {
        let bytes = Array(untagged.bytes)
        guard bytes.count >= 64 else { return nil }
        let isError4 = bytes[12] == 0x08 && bytes[23] == 1 && bytes[34] == 3
        let isError6 = bytes[12] == 0x86 && bytes[20] == 58 && bytes[54] == 1
        let address = isError4 ? 34 + 8 + 12..<34 + 8 + 16 : 54 + 8 + 8..<54 + 8 + 24
        let port = isError4 ? 34 + 8 + 20 : 54 + 8 + 40
        guard isError4 || isError6, bytes.count >= port + 2 else { return nil }
        return CapturedEnd(address: Array(bytes[address]), port: UInt16(bytes[port]) << 8 | UInt16(bytes[port + 1]))
    }
}
