import ChainComposition
import NetworkTypes
import ServiceChaining
import Stratos
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// Boxes that rewrite destinations or end connections, in one chain with one that does neither.
    @Suite struct RewritingBoxLiveTests {
        private static let virtual = "10.2.0.100"
        static let settings =
            TagEncapsulation.allCases.map { (tags: $0, isResident: true) } + [(tags: .dscp, isResident: false)]

        @Test("a balancer, a proxy, a router, a transparent proxy", arguments: settings)
        func carries(tags: TagEncapsulation, isResident: Bool) async throws {
            var setting = LiveChain.Setting(
                functions: [
                    ("lb", .destinationNAT(from: Self.virtual, to: "10.2.0.10"), 1),
                    ("px", .terminatingProxy(address: "10.9.0.1"), 1), ("router", .router, 1),
                    ("tp", .transparentProxy, 1),
                ], tags: tags)
            if !isResident { setting.engine = ReactiveEngine() }
            setting.adjust = { chain, _ in
                // Clients know the server by this address, and no host has it.
                let known = try #require(IPAddress(Self.virtual))
                chain.policy.tenants[0].endpoints[1].prefixes.append(IPPrefix(host: known))
            }
            try await LiveChain.with(setting) { chain in
                let server = try await TrafficServer.start(in: chain.server, port: 8080)
                defer { server.stop() }
                let seen = try await chain.watch {
                    var load = ClosedLoopLoad(connections: 8)
                    load.requestsPerConnection = 2
                    let report = try await chain.traffic(to: Self.virtual).run(load)
                    #expect(report.failures.isEmpty && report.answeredRequests == 16)
                }
                try Self.check(seen, of: chain)
            }
        }

        /// Every connection is seen whole everywhere, by the addresses that it has there.
        private static func check(_ seen: Sighting, of chain: LiveChain) throws {
            let (client, server, proxy) = (chain.client.address, chain.server.address, "10.9.0.2")
            var places = [(seen[chain.client], client, virtual)]
            for (box, left, right) in [
                ("lb", (client, virtual), (client, server)), ("px", (client, server), (proxy, server)),
                ("router", (proxy, server), (proxy, server)), ("tp", (proxy, server), (proxy, server)),
            ] {
                let box = try #require(chain.boxes(of: FunctionID(box)).first)
                places += [(seen[box, box.left], left.0, left.1), (seen[box, box.right], right.0, right.1)]
            }
            places.append((seen[chain.server], proxy, server))
            let known = try Set(seen[chain.client].records().map(\.connectionID))
            #expect(known.count == 8)
            for (file, source, destination) in places {
                let records = try file.records()
                #expect(records.count == 8 && records.allSatisfy(\.isWhole), "\(file.path)")
                #expect(Set(records.map(\.flow.source.addressText)) == [source], "\(file.path)")
                #expect(Set(records.map(\.flow.destination.addressText)) == [destination], "\(file.path)")
                #expect(Set(records.map(\.connectionID)) == known, "\(file.path)")
            }
            // Each proxy counts its own connections from a number of its own.
            let starts = { (file: CaptureFile) in
                Set(try file.frames().compactMap(CapturedPacket.init).filter { $0.flags == .syn }.map(\.sequence))
            }
            for box in chain.boxes {
                let sides = try box.sides.map { try starts(seen[box, $0]) }
                #expect(sides[0].isDisjoint(with: sides[1]) == box.kind.terminates, "\(box.name)")
            }
        }
    }
}
