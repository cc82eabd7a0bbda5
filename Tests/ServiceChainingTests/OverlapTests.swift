import NetworkTypes
import ServiceChaining
import TestSupport
import Testing

@Suite("Overlapping classes")
struct OverlapTests {
    @Test(
        "Exactly the pairs that share a packet are reported, and the example belongs to both",
        arguments: 1...60 as ClosedRange<UInt64>)
    func pairs(seed: UInt64) throws {
        var traffic = RandomTraffic(seed: seed)
        let tenant = traffic.tenant(chains: 8, priorities: 2)
        let reports = Policy(tenants: [tenant]).diagnostics(for: .policy).filter { $0.code == .overlappingClasses }
        var expected: Set<String> = []
        for (index, later) in tenant.chains.enumerated() {
            for earlier in tenant.chains[..<index]
            where earlier.priority == later.priority && earlier.source == later.source {
                // Every pair of classes, compared one by one.
                let shared = tenant.trafficClasses(of: earlier).contains { a in
                    tenant.trafficClasses(of: later).contains { a.overlaps($0) }
                }
                if shared { expected.insert("tenants[0].chains[\(index)] '\(earlier.id)' and '\(later.id)'") }
            }
        }
        let found = reports.map { report in
            let pair = report.message.split(separator: " ").dropFirst().prefix(3).joined(separator: " ")
            return "\(report.path) \(pair)"
        }
        #expect(Set(found) == expected && found.count == expected.count, "seed \(seed)")
        for report in reports { try checkExample(of: report, in: tenant, seed: seed) }
    }

    private func checkExample(of report: PolicyDiagnostic, in tenant: Tenant, seed: UInt64) throws {
        let example = try #require(report.example)
        guard case .index(let index)? = report.path.components.last else { return }
        let chain = tenant.chains[index]
        var alone = tenant
        alone.chains = tenant.chains.filter { $0.priority == chain.priority }
        let verdict = PolicyEvaluator(Policy(tenants: [alone])).evaluate(example, from: chain.source, of: "random")
        guard case .noChain(.ambiguous(let claimants)) = verdict else {
            Issue.record("\(example) is not ambiguous: \(verdict), seed \(seed)")
            return
        }
        #expect(claimants.contains(chain.id))
    }

    @Test("Where nothing is reported no packet is ambiguous", arguments: 100...140 as ClosedRange<UInt64>)
    func soundness(seed: UInt64) {
        var traffic = RandomTraffic(seed: seed)
        let tenant = traffic.tenant(chains: 3, priorities: 3)
        let policy = Policy(tenants: [tenant])
        guard !policy.diagnostics(for: .policy).contains(where: { $0.code == .overlappingClasses }) else { return }
        for _ in 0..<200 {
            let from = Int.random(in: 0..<2, using: &traffic.random)
            let flow = traffic.flow(from: from)
            let verdict = PolicyEvaluator(policy).evaluate(flow, from: EndpointID(["a", "b"][from]), of: "random")
            if case .noChain(.ambiguous) = verdict { Issue.record("\(flow) is ambiguous, seed \(seed)") }
        }
    }

    @Test("Chains that start at different places do not overlap")
    func places() {
        let tenant = Tenant("acme") {
            let firewall = ServiceFunction("firewall", image: "fw")
            let everything = Endpoint("one", "0.0.0.0/0"), too = Endpoint("two", "0.0.0.0/0")
            let web = Endpoint("web", "10.0.0.0/8")
            Chain("a", from: everything, to: web) { firewall }
            Chain("b", from: too, to: web) { firewall }
        }
        #expect(Policy(tenants: [tenant]).diagnostics(for: .policy).isEmpty)
    }

    @Test("A crowd of classes at one place is refused instead of compared")
    func crowd() {
        let ports = (0..<60).map { PortRange(TransportPort(rawValue: $0)) }
        let crowd = TrafficMatch(transport: .tcp, sourcePorts: ports, destinationPorts: ports)
        let policy = Policy {
            Tenant("acme") {
                let a = Endpoint("a", "10.1.0.0/16"), b = Endpoint("b", "10.2.0.0/16")
                for number in 0..<200 {
                    Chain(ChainID("c\(number)"), from: a, to: b, crowd) { ServiceFunction("f", image: "f") }
                }
            }
        }
        let codes = policy.diagnostics(for: .policy).map(\.code)
        #expect(codes.count { $0 == .tooManyClasses } == 198)
        #expect(codes.contains(.overlappingClasses))
    }

    @Test("Ten thousand tenants with the same chains are checked tenant by tenant")
    func manyTenants() {
        let tenants = (0..<10_000).map { number in
            Tenant(TenantID("t\(number)")) {
                let a = Endpoint("a", "10.1.0.0/16"), b = Endpoint("b", "10.2.0.0/16")
                Chain("web", from: a, to: b, .tcp(80, 443)) { ServiceFunction("firewall", image: "fw") }
                Chain("names", from: a, to: b, .udp(53)) { ServiceFunction("firewall", image: "fw") }
            }
        }
        #expect(Policy(tenants: tenants).diagnostics(for: .policy).isEmpty)
    }
}
