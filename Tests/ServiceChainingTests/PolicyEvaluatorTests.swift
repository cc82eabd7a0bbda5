import NetworkTypes
import ServiceChaining
import TestSupport
import Testing

@Suite("The reference evaluator")
struct PolicyEvaluatorTests {
    private let evaluator = PolicyEvaluator(SamplePolicy.sound)

    private func flow(_ source: String, _ destination: String, _ transport: IPProtocol, _ port: TransportPort) throws
        -> FiveTuple
    {
        FiveTuple(
            source: try #require(IPAddress(source)), destination: try #require(IPAddress(destination)),
            transport: transport, sourcePort: 40000, destinationPort: port)
    }

    @Test(
        "A flow passes the functions of its chain, and replies pass them in reverse",
        arguments: ["10.1.0.9", "2001:db8:1::9"])
    func symmetric(source: String) throws {
        let destination = source.contains(":") ? "2001:db8:2::1" : "10.2.0.1"
        let verdict = evaluator.evaluate(try flow(source, destination, .tcp, 443), at: SwitchPort(1, 2))
        #expect(verdict.decision?.chain == "web" && verdict.decision?.tenant == "acme")
        #expect(verdict.functions == ["firewall", "snat"])
        #expect(verdict.repliesPass == ["snat", "firewall"])
    }

    @Test("Replies of a unidirectional chain pass nothing")
    func unidirectional() throws {
        let verdict = evaluator.evaluate(try flow("10.1.0.9", "10.2.0.1", .udp, 53), at: SwitchPort(1, 2))
        #expect(verdict.functions == ["firewall"] && verdict.repliesPass.isEmpty)
    }

    @Test("What the destination begins passes the functions in reverse where the chain allows it")
    func destination() throws {
        var policy = SamplePolicy.sound
        let back = try flow("10.1.0.9", "10.2.0.1", .tcp, 80).reversed
        #expect(PolicyEvaluator(policy).evaluate(back, at: SwitchPort(2, 2)) == .noChain(.noMatch))
        policy.tenants[0].chains[0].initiator = .either
        let verdict = PolicyEvaluator(policy).evaluate(back, at: SwitchPort(2, 2))
        #expect(verdict.functions == ["snat", "firewall"] && verdict.repliesPass == ["firewall", "snat"])
        #expect(verdict.decision?.beginner == .destination)
        #expect(PolicyEvaluator(policy).evaluate(back, at: SwitchPort(1, 2)) == .noChain(.noMatch))
    }

    @Test("Branches are other right sequences, from the function that decides")
    func branches() throws {
        var policy = SamplePolicy.sound
        policy.tenants[0].chains[0].branches = [
            ChainBranch(after: "firewall", when: .marked(.expeditedForwarding), through: [])
        ]
        let web = try flow("10.1.0.9", "10.2.0.1", .tcp, 80)
        let decision = PolicyEvaluator(policy).evaluate(web, at: SwitchPort(1, 2)).decision
        #expect(decision?.sequences == [["firewall", "snat"], ["firewall"]])
    }

    @Test("The reasons for no chain")
    func noChain() throws {
        let web = try flow("10.1.0.9", "10.2.0.1", .tcp, 80)
        #expect(evaluator.evaluate(web, at: SwitchPort(1, 99)) == .noChain(.unknownIngress))
        #expect(evaluator.evaluate(web, from: "nobody", of: "acme") == .noChain(.unknownIngress))
        #expect(evaluator.evaluate(web, at: SwitchPort(2, 2)) == .noChain(.noMatch))
        #expect(
            evaluator.evaluate(try flow("10.9.0.9", "10.2.0.1", .tcp, 80), at: SwitchPort(1, 2)) == .noChain(.noMatch))
        #expect(
            evaluator.evaluate(try flow("10.1.0.9", "10.2.0.1", .tcp, 81), at: SwitchPort(1, 2)) == .noChain(.noMatch))
    }

    @Test("The higher priority wins, and equal ones are ambiguous")
    func priorities() throws {
        var policy = SamplePolicy.sound
        policy.tenants[0].chains[1].matches = []
        let web = try flow("10.1.0.9", "10.2.0.1", .tcp, 80)
        #expect(PolicyEvaluator(policy).evaluate(web, at: SwitchPort(1, 2)) == .noChain(.ambiguous(["web", "names"])))
        policy.tenants[0].chains[1].priority = 5
        #expect(PolicyEvaluator(policy).evaluate(web, at: SwitchPort(1, 2)).decision?.chain == "names")
    }

    @Test("It agrees with the traffic classes", arguments: 200...240 as ClosedRange<UInt64>)
    func agreesWithClasses(seed: UInt64) {
        var traffic = RandomTraffic(seed: seed)
        let tenant = traffic.tenant(chains: 6, priorities: 4)
        guard
            !Policy(tenants: [tenant]).diagnostics(for: .policy).contains(where: { $0.code == .prefixOutsideEndpoint })
        else { return }
        for _ in 0..<100 {
            let from = Int.random(in: 0..<2, using: &traffic.random)
            let source = EndpointID(["a", "b"][from]), flow = traffic.flow(from: from)
            let claims = tenant.chains.filter { $0.source == source }.filter { chain in
                tenant.trafficClasses(of: chain).contains { $0.matches(flow) }
            }
            let best = claims.filter { $0.priority == claims.map(\.priority).max() }.map(\.id)
            switch PolicyEvaluator(Policy(tenants: [tenant])).evaluate(flow, from: source, of: "random") {
            case .chain(let decision): #expect(best == [decision.chain], "seed \(seed)")
            case .noChain(.ambiguous(let chains)): #expect(best == chains, "seed \(seed)")
            case .noChain: #expect(best.isEmpty, "seed \(seed)")
            }
        }
    }
}
