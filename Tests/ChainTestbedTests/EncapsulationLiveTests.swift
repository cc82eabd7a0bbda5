import ChainComposition
import ServiceChaining
import Stratos
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// A function that understands how packets are encapsulated, and does with the header what it has to.
    @Suite struct EncapsulationLiveTests {
        /// Where the counter lies in a frame, and what it starts with.
        private static let counters: [TagEncapsulation: (type: String, offset: Int, first: Int)] = [
            // The service index is the last byte of the service path header (RFC 8300 § 2.3).
            .nsh: ("0x894f", 14 + 4 + 3, 255),
            // The time to live is the last byte of a label (RFC 3032 § 2.1); the first label takes it from the packet.
            .mpls: ("0x8847", 14 + 3, 64),
        ]

        @Test(
            "it gets every packet with its header, and the switch takes it back with one hop less",
            arguments: [(TagEncapsulation.nsh, true), (.nsh, false), (.mpls, true), (.mpls, false)])
        func counts(tags: TagEncapsulation, isResident: Bool) async throws {
            var setting = LiveChain.Setting(functions: [("aware", .bare, 1), ("bridge", .passthrough, 1)], tags: tags)
            if !isResident { setting.engine = ReactiveEngine() }
            setting.adjust = { chain, _ in chain.policy.tenants[0].functions[0].understands = tags }
            try await LiveChain.with(setting) { chain in
                let box = try #require(chain.boxes(of: "aware").first)
                let program = try await EncapsulationForwarder.start(in: box, for: tags)
                defer { program.stop() }
                let server = try await TrafficServer.start(in: chain.server, port: 8080)
                defer { server.stop() }
                let seen = try await chain.watch {
                    let report = try await chain.traffic().run(ClosedLoopLoad(connections: 10))
                    #expect(report.failures.isEmpty && report.answeredRequests == 10)
                }
                let there = try seen[chain.client].count("tcp and src host \(chain.client.address)")
                let back = try seen[chain.client].count("tcp and dst host \(chain.client.address)")
                #expect(there > 10 && back > 10)
                #expect(program.passedFrames == there + back && program.refusedFrames == 0)
                let (type, offset, first) = try #require(Self.counters[tags])
                for (side, fresh, counted) in [(box.left, there, back), (box.right, back, there)] {
                    #expect(try seen[box, side].count("not ether proto \(type)") == 0)
                    #expect(try seen[box, side].count("ether proto \(type) and ether[\(offset)] = \(first)") == fresh)
                    #expect(
                        try seen[box, side].count("ether proto \(type) and ether[\(offset)] = \(first - 1)") == counted)
                }
                let bridge = try #require(chain.boxes(of: "bridge").first)
                #expect(try seen.count("ip and tcp", at: bridge) == [there + back, there + back], "without a header")
            }
        }
    }
}
