import HeaderSpace
import NetworkTypes
import ServiceChaining
import TestSupport
import Testing

@testable import ChainComposition

/// Chains that share clones of a function that rewrites some fields only.
@Suite struct SharedCloneTests {
    private static func tenant(rewrites: HeaderFields, _ headers: HeaderTreatment = .mangles) -> Tenant {
        Tenant(
            id: "t",
            endpoints: [
                Endpoint("a", "10.1.0.0/16"), Endpoint("b", "10.2.0.0/16"), Endpoint("w", "10.9.0.0/24"),
            ],
            functions: [
                ServiceFunction("nat", image: "x", headers: headers, rewrites: rewrites),
                ServiceFunction("ips", image: "x"),
            ],
            chains: [
                ServiceFunctionChain("web", from: "a", to: "w", matching: [.tcp(80)], through: ["nat"]),
                ServiceFunctionChain("mail", from: "b", to: "w", matching: [.tcp(25)], through: ["nat", "ips"]),
            ])
    }

    private static func labels(_ tenant: Tenant) -> [String] { AmbiguityRemoval(of: tenant).clones.map(\.label) }

    @Test("a source NAT leaves the destination port, which tells the chains apart")
    func sourceNAT() {
        #expect(Self.labels(Self.tenant(rewrites: [.sourceAddress, .sourcePort])) == ["nat", "ips"])
        let report = TransformationReport(of: Self.tenant(rewrites: [.sourceAddress, .sourcePort]))
        #expect((report.headerSpace, report.distinctSuffixes, report.downstreamPaths) == (2, 3, 3))
    }

    @Test("nothing tells them apart where the destination port is rewritten too")
    func everythingRewritten() {
        #expect(Self.labels(Self.tenant(rewrites: .all)) == ["nat#1", "nat#2", "ips"])
    }

    @Test("nothing is known of what a proxy sends")
    func proxy() {
        #expect(Self.labels(Self.tenant(rewrites: [], .terminates)) == ["nat#1", "nat#2", "ips"])
    }

    @Test("a chain of higher priority takes its part out of another's")
    func priorities() {
        var tenant = Self.tenant(rewrites: [.sourceAddress, .sourcePort])
        tenant.chains[1].source = "a"
        tenant.chains[0].matches = []
        tenant.chains[1].priority = 5
        #expect(Self.labels(tenant) == ["nat", "ips"])
        // From another source, the wide chain sends mail as well.
        tenant.chains[1].source = "b"
        #expect(Self.labels(tenant) == ["nat#1", "nat#2", "ips"])
    }

    @Test("positions that share a clone go on sharing it when chains come and go")
    func stability() throws {
        let both = Self.tenant(rewrites: [.sourceAddress, .sourcePort])
        var one = both
        let mail = one.chains.removeLast()
        let first = AmbiguityRemoval(of: one)
        var more = both
        more.chains.append(
            ServiceFunctionChain("all", from: "b", to: "w", matching: [.udp()], through: ["nat", "ips"]))
        let second = AmbiguityRemoval(of: more, after: AmbiguityRemoval(of: both, after: first))
        #expect(second.clones.map(\.label) == ["nat", "ips"])
        #expect(mail.functions == ["nat", "ips"])
    }

    @Test("a clone that lacks an instance is refused with a packet that shows why one is not enough")
    func witness() throws {
        let attached = Fixture.figure1(proxies: 1)
        let failure = #expect(throws: CompositionFailure.self) { try ChainComposer().plan(for: attached) }
        let problem = try #require(failure?.problems.first { $0.code == .noInstance })
        #expect(problem.message.contains("proxy#2") && problem.message.contains("branch-web"))
        #expect(problem.example != nil)
    }

    /// Small universes: two addresses at each end, two ports, so that every packet can be tried.
    @Test("no packet is ambiguous, and no smaller number of clones would do", arguments: 0..<300 as Range<UInt64>)
    func bruteForce(seed: UInt64) throws {
        var universe = SmallUniverse(seed: seed)
        let tenant = universe.tenant()
        let transformed = AmbiguityRemoval(of: tenant)
        let confused = universe.confusedPairs(tenant)
        let clones = transformed.chains.map { $0.clones[0] }
        for (a, b) in confused {
            #expect(clones[a] != clones[b], "seed \(seed): \(tenant.chains[a]) \(tenant.chains[b])")
        }
        #expect(Set(clones).count == universe.fewest(tenant, confused), "seed \(seed)")
    }
}

/// Chains through one function that rewrites, over addresses and ports of which there are only a few.
private struct SmallUniverse {
    private var random: SeededGenerator
    private let rewrites: HeaderFields
    private static let addresses = (0..<2).map { IPv4Address(10, 0, 0, UInt8($0)) }
    private static let ports: [TransportPort] = [10, 11]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        rewrites = HeaderFields(rawValue: UInt8.random(in: 0...15, using: &random))
    }

    mutating func tenant() -> Tenant {
        let functions = ["x", "y", "z"].map { ServiceFunction(FunctionID($0), image: "i") }
        var tenant = Tenant(
            id: "t",
            endpoints: [Endpoint("s1", "10.0.0.0/31"), Endpoint("s2", "10.0.0.0/31"), Endpoint("d", "10.0.0.0/31")],
            functions: [ServiceFunction("nat", image: "i", headers: .mangles, rewrites: rewrites)] + functions,
            chains: [])
        for number in 0..<Int.random(in: 2...5, using: &random) {
            let behind = functions.map(\.id).filter { _ in random.chance(0.5) }
            tenant.chains.append(
                ServiceFunctionChain(
                    ChainID("c\(number)"), from: random.chance(0.5) ? "s1" : "s2", to: "d", matching: [match()],
                    through: ["nat"] + behind))
        }
        return tenant
    }

    private mutating func match() -> TrafficMatch {
        let prefix = { (random: inout SeededGenerator) -> [IPPrefix] in
            random.chance(0.5) ? [] : [IPPrefix(host: .v4(Self.addresses[Int.random(in: 0...1, using: &random)]))]
        }
        let port = { (random: inout SeededGenerator) -> [PortRange] in
            random.chance(0.5) ? [] : [PortRange(Self.ports[Int.random(in: 0...1, using: &random)])]
        }
        return TrafficMatch(
            transport: .udp, sourcePorts: port(&random), destinationPorts: port(&random), sources: prefix(&random),
            destinations: prefix(&random))
    }

    /// Every packet of the universe.
    private static var packets: [FiveTuple] {
        addresses.flatMap { source in
            addresses.flatMap { destination in
                ports.flatMap { from in
                    ports.map { to in
                        FiveTuple(
                            source: .v4(source), destination: .v4(destination), transport: .udp, sourcePort: from,
                            destinationPort: to)
                    }
                }
            }
        }
    }

    /// What is left of a packet once the rewritten fields say nothing any more.
    private func seen(_ flow: FiveTuple) -> FiveTuple {
        var flow = flow
        if rewrites.contains(.sourceAddress) { flow.source = .v4(Self.addresses[0]) }
        if rewrites.contains(.destinationAddress) { flow.destination = .v4(Self.addresses[0]) }
        if rewrites.contains(.sourcePort) { flow.sourcePort = Self.ports[0] }
        if rewrites.contains(.destinationPort) { flow.destinationPort = Self.ports[0] }
        return flow
    }

    /// Chains with different ways behind the function, of which some packets look alike there.
    func confusedPairs(_ tenant: Tenant) -> [(Int, Int)] {
        let sent = tenant.chains.map { chain in
            let classes = tenant.trafficClasses(of: chain)
            return Set(Self.packets.filter { flow in classes.contains { $0.matches(flow) } }.map(seen))
        }
        return tenant.chains.indices.flatMap { a in
            tenant.chains.indices.filter { b in
                b > a && tenant.chains[a].functions != tenant.chains[b].functions && !sent[a].isDisjoint(with: sent[b])
            }.map { (a, $0) }
        }
    }

    /// The smallest number of clones by trying every division, where chains with one way go together.
    func fewest(_ tenant: Tenant, _ confused: [(Int, Int)]) -> Int {
        let ways = Array(Set(tenant.chains.map(\.functions)))
        let way = tenant.chains.map { chain in ways.firstIndex(of: chain.functions) ?? 0 }
        let pairs = Set(confused.map { [way[$0.0], way[$0.1]] })
        var best = ways.count
        func place(_ index: Int, _ groups: [[Int]]) {
            guard index < ways.count else {
                best = min(best, groups.count)
                return
            }
            for group in groups.indices {
                let fits = groups[group].allSatisfy { !pairs.contains([$0, index]) && !pairs.contains([index, $0]) }
                guard fits else { continue }
                var more = groups
                more[group].append(index)
                place(index + 1, more)
            }
            place(index + 1, groups + [[index]])
        }
        place(0, [])
        return best
    }
}
