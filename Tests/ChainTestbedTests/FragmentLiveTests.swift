import ChainComposition
import NetworkTypes
import ServiceChaining
import Stratos
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// Datagrams that are larger than a packet may be (RFC 791 § 3.2, RFC 8200 § 4.5).
    @Suite struct FragmentLiveTests {
        private static let client = "2001:db8:1::10", server = "2001:db8:2::10"

        private static func setting(_ isResident: Bool) -> LiveChain.Setting {
            var result = LiveChain.Setting(
                functions: [("bridge", .passthrough, 2), ("fw", .statefulFirewall, 1)],
                also: ([client + "/64"], [server + "/64"]))
            if !isResident { result.engine = ReactiveEngine() }
            return result
        }

        @Test("every datagram passes whole, by one bridge and the firewall, both ways", arguments: [true, false])
        func whole(isResident: Bool) async throws {
            try await LiveChain.with(Self.setting(isResident)) { chain in
                let addresses = [chain.server.address, Self.server]
                var servers: [TrafficServer] = []
                defer { servers.forEach { $0.stop() } }
                for address in addresses {
                    servers.append(try await TrafficServer.start(in: chain.server, port: 8080, like: address))
                }
                let seen = try await chain.watch {
                    for address in addresses {
                        var load = ClosedLoopLoad(connections: 6)
                        load.size = ExchangeSize(request: 4000, reply: 5000)
                        let report = try await chain.traffic(.udp, to: address).run(load)
                        #expect(report.failures.isEmpty && report.answeredRequests == 6, "to \(address)")
                    }
                }
                let sent = try Self.datagrams(seen[chain.client])
                #expect(
                    sent.values.map(\.count).sorted() == Array(repeating: 3, count: 12) + Array(repeating: 4, count: 12)
                )
                let passed = try chain.boxes.map { box in
                    let sides = try box.sides.map { try Self.datagrams(seen[box, $0]) }
                    // A firewall puts datagrams together and takes them apart again; those of IPv6 become other ones.
                    #expect(
                        sides[0].values.map(\.count).sorted() == sides[1].values.map(\.count).sorted(), "\(box.name)")
                    return sides[0]
                }
                #expect(passed[0].merging(passed[1]) { first, _ in first } == sent)
                #expect(Set(passed[0].keys).isDisjoint(with: passed[1].keys), "a datagram has gone two ways")
                #expect(passed[2].values.map(\.count).sorted() == sent.values.map(\.count).sorted())
            }
        }

        @Test("a class that names the port takes fragments of its flows", arguments: [true, false])
        func classOfAPort(isResident: Bool) async throws {
            var setting = Self.setting(isResident)
            setting.adjust = { chain, _ in chain.policy.tenants[0].chains[0].matches = [.udp(8080)] }
            try await LiveChain.with(setting) { chain in
                let server = try await TrafficServer.start(in: chain.server, port: 8080, like: Self.server)
                defer { server.stop() }
                let seen = try await chain.watch {
                    for sourcePort in 40_000..<40_006 as Range<UInt16> {
                        var traffic = chain.traffic(.udp, to: Self.server)
                        traffic.sourcePort = sourcePort
                        // Only the controller can tell by its first fragment of which class a flow is.
                        for size in (isResident ? [64] : []) + [4000] as [UInt32] {
                            var load = ClosedLoopLoad(connections: 1)
                            load.size = ExchangeSize(request: size, reply: size)
                            let report = try await traffic.run(load)
                            #expect(report.failures.isEmpty && report.answeredRequests == 1, "\(size) bytes")
                        }
                    }
                }
                let bridges = try chain.boxes(of: "bridge").map { try Self.datagrams(seen[$0, $0.left]) }
                #expect(bridges.allSatisfy { $0.values.allSatisfy { $0.count == 3 } })
                #expect(
                    bridges[0].count + bridges[1].count == 12 && Set(bridges[0].keys).isDisjoint(with: bridges[1].keys))
                // The controller gives flows to either in turn.
                guard isResident else { return #expect(bridges.map(\.count) == [6, 6]) }
                // The flows' small datagrams have gone where the fragments went, in both directions.
                let small = try chain.boxes(of: "bridge").map { try 2 * seen[$0, $0.left].records().count }
                #expect(small == bridges.map(\.count))
            }
        }

        /// The offsets of the fragments of each datagram.
        private static func datagrams(_ file: CaptureFile) throws -> [[UInt8]: Set<UInt16>] {
            try file.frames().compactMap(\.fragment).reduce(into: [:]) {
                $0[$1.datagram, default: []].insert($1.offset)
            }
        }
    }
}

extension PcapFile.Frame {
    /// What the fragments of a datagram have in common, addresses and identification, and where this one belongs.
    fileprivate var fragment: (datagram: [UInt8], offset: UInt16)? {
        let bytes = Array(untagged.bytes)
        guard bytes.count >= 62 else { return nil }
        let word = { (offset: Int) in UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1]) }
        if word(12) == 0x0800, word(20) & 0x3FFF != 0 {
            return (Array(bytes[26..<34] + bytes[18..<20]), word(20) & 0x1FFF)
        }
        if word(12) == 0x86DD, bytes[20] == 44 { return (Array(bytes[22..<54] + bytes[58..<62]), word(56) >> 3) }
        return nil
    }
}
