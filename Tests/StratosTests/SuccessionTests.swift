import ChainComposition
import NetworkTypes
import ServiceChaining
import Testing

@testable import Stratos

/// Changes by hand that random deployments do not draw, under live flows.
@Suite struct SuccessionTests {
    private static let firewall = ServiceFunction("firewall", image: "box")
    private static let nat = ServiceFunction("nat", image: "box", headers: .mangles)

    private static func chain(_ functions: FunctionID...) -> ServiceFunctionChain {
        ServiceFunctionChain("web", from: SmallDeployment.client, to: SmallDeployment.server, through: functions)
    }

    private static func harness(_ deployment: SmallDeployment, isResident: Bool) async -> SteeringHarness {
        isResident
            ? await SteeringHarness(deployment.policy, engine: ResidentEngine(), name: "resident")
            : await SteeringHarness(deployment.policy, engine: ReactiveEngine(), name: "reactive")
    }

    private static func open(_ port: UInt16, _ deployment: SmallDeployment, _ harness: inout SteeringHarness) {
        harness.open(
            SmallDeployment.flow(from: port), from: deployment.tenant.endpoints[0], of: deployment.tenant,
            by: PolicyEvaluator(deployment.policy))
    }

    @Test("flows through a box that rewrites stay when the last chain leaves it out", arguments: [true, false])
    func rewritingFunctionLeftOut(isResident: Bool) async throws {
        var deployment = SmallDeployment(functions: [Self.firewall, Self.nat], chains: [Self.chain("firewall", "nat")])
        deployment.add("fw1", of: "firewall", on: 1)
        deployment.add("nat1", of: "nat", on: 2, isRouted: true)
        var harness = await Self.harness(deployment, isResident: isResident)
        try await harness.advance(to: deployment.policy)
        for port in 1000..<1004 as Range<UInt16> { Self.open(port, deployment, &harness) }
        deployment.policy.tenants[0].chains = [Self.chain("firewall")]
        let after = deployment
        try await harness.advance(to: deployment.policy) { harness in harness.continueAll() }
        harness.continueAll()
        for port in 2000..<2004 as Range<UInt16> { Self.open(port, after, &harness) }
        harness.continueAll()
    }

    @Test("a function that turns out to rewrite serves new flows", arguments: [true, false], [true, false])
    func rewritesLater(isResident: Bool, comesToRewrite: Bool) async throws {
        var deployment = SmallDeployment(
            functions: [Self.firewall, ServiceFunction("box", image: "box")], chains: [Self.chain("firewall", "box")])
        let treatments: [HeaderTreatment] = comesToRewrite ? [.preserves, .mangles] : [.mangles, .preserves]
        deployment.policy.tenants[0].functions[1].headers = treatments[0]
        deployment.add("fw1", of: "firewall", on: 1)
        deployment.add("box1", of: "box", on: 2, isRouted: true)
        var harness = await Self.harness(deployment, isResident: isResident)
        try await harness.advance(to: deployment.policy)
        Self.open(1000, deployment, &harness)
        deployment.policy.tenants[0].functions[1].headers = treatments[1]
        harness.fabric.withNetwork { $0.launch(deployment.tenant.instances[1], of: deployment.tenant) }
        harness.forgetLive()
        try await harness.advance(to: deployment.policy)
        #expect(
            comesToRewrite || harness.plan.paths.allSatisfy { $0.state == .active },
            "a path cannot drain through what is no end any more")
        for port in 2000..<2004 as Range<UInt16> { Self.open(port, deployment, &harness) }
        harness.continueAll()
    }

    @Test("a flow whose instance is gone gets another path", arguments: [true, false], [IPProtocol.tcp, .udp])
    func instanceGone(isResident: Bool, transport: IPProtocol) async throws {
        var deployment = SmallDeployment(functions: [Self.firewall], chains: [Self.chain("firewall")])
        deployment.add("fw1", of: "firewall", on: 1)
        var harness = await Self.harness(deployment, isResident: isResident)
        try await harness.advance(to: deployment.policy)
        let flow = SmallDeployment.flow(transport, from: 1000),
            port = try #require(deployment.tenant.endpoints[0].attachment?.port)
        var traffic = EmulatedTraffic(harness.fabric)
        #expect(traffic.open(flow, from: port).visits == ["acme/fw1"])
        deployment.remove("fw1")
        deployment.add("fw2", of: "firewall", on: 2)
        harness.fabric.withNetwork { $0.launch(deployment.tenant.instances[0], of: deployment.tenant) }
        try await harness.advance(to: deployment.policy)
        var visits: [[String]] = []
        for _ in 0..<4 {
            visits.append(traffic.open(flow, from: port).visits)
            harness.fabric.advance(by: .seconds(20))
        }
        #expect(visits.last == ["acme/fw2"], "\(visits)")
    }

    @Test("a tag that is used again leads no flow of its former path astray", arguments: [true, false])
    func tagUsedAgain(isResident: Bool) async throws {
        let ips = ServiceFunction("ips", image: "box")
        var deployment = SmallDeployment(functions: [Self.firewall, ips], chains: [Self.chain("firewall", "ips")])
        deployment.add("fw1", of: "firewall", on: 1)
        deployment.add("ips1", of: "ips", on: 2)
        var harness = await Self.harness(deployment, isResident: isResident)
        try await harness.advance(to: deployment.policy)
        let port = try #require(deployment.tenant.endpoints[0].attachment?.port)
        var traffic = EmulatedTraffic(harness.fabric)
        let old = SmallDeployment.flow(.udp, from: 1000)
        #expect(traffic.open(old, from: port).visits == ["acme/fw1", "acme/ips1"])
        // The IPS breaks; for a moment the chain goes without. Then a chain of datagrams alone leaves the firewall out.
        deployment.remove("ips1")
        deployment.policy.tenants[0].chains = [Self.chain("firewall")]
        try await harness.advance(to: deployment.policy)
        deployment.add("ips2", of: "ips", on: 1)
        harness.fabric.withNetwork { $0.launch(deployment.tenant.instances[1], of: deployment.tenant) }
        var other = Self.chain("firewall", "ips")
        other.matches = [.tcp(80)]
        other.id = "other"
        other.priority = 5
        deployment.policy.tenants[0].chains.append(other)
        try await harness.advance(to: deployment.policy)
        let visits = (0..<3).map { _ in traffic.open(old, from: port).visits }
        #expect(visits.allSatisfy { $0 == ["acme/fw1"] || $0 == [] }, "\(visits)")
        #expect(visits.last == ["acme/fw1"])
    }
}
