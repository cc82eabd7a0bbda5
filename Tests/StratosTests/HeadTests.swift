import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// What may begin behind a box and at either end, under changes, in both engines.
@Suite struct HeadTests {
    private static let firewall = ServiceFunction("firewall", image: "box")
    private static let ips = ServiceFunction("ips", image: "box")
    private static let shift = ServiceFunction("shift", image: "box", headers: .mangles, rewrites: [.sourcePort])

    private static func chain(
        _ id: ChainID, _ match: TrafficMatch, _ functions: FunctionID...
    ) -> ServiceFunctionChain {
        ServiceFunctionChain(
            id, from: SmallDeployment.client, to: SmallDeployment.server, matching: [match], through: functions)
    }

    private static func harness(_ deployment: SmallDeployment, _ isResident: Bool) async -> SteeringHarness {
        isResident
            ? await SteeringHarness(deployment.policy, engine: ResidentEngine(), name: "resident")
            : await SteeringHarness(deployment.policy, engine: ReactiveEngine(), name: "reactive")
    }

    private static func open(
        _ flow: FiveTuple, fromServer: Bool = false, _ deployment: SmallDeployment, _ harness: inout SteeringHarness
    ) {
        harness.open(
            flow, from: deployment.tenant.endpoints[fromServer ? 1 : 0], of: deployment.tenant,
            by: PolicyEvaluator(deployment.policy))
    }

    private static func replace(
        _ instance: InstanceID, by box: some EmulatedBox, _ deployment: SmallDeployment, _ harness: SteeringHarness
    ) throws {
        let attachment = try #require(deployment.tenant[instance: instance]?.attachment)
        harness.fabric.withNetwork {
            $0.attach(
                box: EmulatedNetwork.name("acme", instance.name), box, left: attachment.left, right: attachment.right)
        }
    }

    @Test("two chains share one box that rewrites, and part behind it", arguments: [true, false])
    func sharedClone(isResident: Bool) async throws {
        var deployment = SmallDeployment(
            functions: [Self.firewall, Self.ips, Self.shift],
            chains: [Self.chain("web", .tcp(80), "firewall", "shift"), Self.chain("mail", .tcp(25), "shift", "ips")])
        deployment.add("fw1", of: "firewall", on: 1)
        deployment.add("shift1", of: "shift", on: 2)
        deployment.add("ips1", of: "ips", on: 1)
        deployment.add("ips2", of: "ips", on: 2)
        var harness = await Self.harness(deployment, isResident)
        try Self.replace("shift1", by: PortShiftBox(), deployment, harness)
        try await harness.advance(to: deployment.policy)
        for port in 1000..<1008 as Range<UInt16> {
            for service in [80, 25, 443] as [UInt16] {
                Self.open(SmallDeployment.flow(from: port, to: service), deployment, &harness)
            }
        }
        harness.continueAll()
        #expect(harness.boxesInUse == ["acme/fw1", "acme/shift1", "acme/ips1", "acme/ips2"])
        // Another chain comes to share the box, and one goes; nobody moves.
        deployment.policy.tenants[0].chains.append(Self.chain("tls", .tcp(443), "shift", "firewall"))
        try await harness.advance(to: deployment.policy) { $0.continueAll() }
        Self.open(SmallDeployment.flow(from: 2000, to: 443), deployment, &harness)
        deployment.policy.tenants[0].chains.removeFirst()
        try await harness.advance(to: deployment.policy) { $0.continueAll() }
        Self.open(SmallDeployment.flow(from: 2001, to: 443), deployment, &harness)
        Self.open(SmallDeployment.flow(from: 2001, to: 80), deployment, &harness)
        harness.continueAll()
    }

    @Test("either end begins flows, through boxes that rewrite as well", arguments: [true, false])
    func eitherEnd(isResident: Bool) async throws {
        var both = Self.chain("both", .tcp(80), "firewall", "shift", "ips"),
            other = Self.chain("other", .tcp(22), "shift")
        (both.initiator, other.initiator) = (.either, .either)
        var deployment = SmallDeployment(functions: [Self.firewall, Self.ips, Self.shift], chains: [both, other])
        for number in 1...2 {
            deployment.add("fw\(number)", of: "firewall", on: number)
            deployment.add("shift\(number)", of: "shift", on: number)
            deployment.add("ips\(number)", of: "ips", on: 3 - number)
        }
        var harness = await Self.harness(deployment, isResident)
        for number in 1...2 { try Self.replace("shift\(number)", by: PortShiftBox(), deployment, harness) }
        try await harness.advance(to: deployment.policy)
        for port in 1000..<1010 as Range<UInt16> {
            for service in [80, 22] as [UInt16] {
                Self.open(SmallDeployment.flow(from: port, to: service), deployment, &harness)
                let back = SmallDeployment.flow(from: port + 5000, to: service).reversed
                Self.open(back, fromServer: true, deployment, &harness)
            }
            // What the far end begins on a port of no chain goes nowhere.
            Self.open(SmallDeployment.flow(from: port, to: 443).reversed, fromServer: true, deployment, &harness)
        }
        #expect(harness.live.count == 40)
        harness.continueAll()
        #expect(harness.boxesInUse.count == 6, "both ends use every instance: \(harness.boxesInUse)")
        deployment.policy.tenants[0].instances[0].state = .draining
        try await harness.advance(to: deployment.policy) { $0.continueAll() }
        for port in 3000..<3006 as Range<UInt16> {
            Self.open(SmallDeployment.flow(from: port).reversed, fromServer: true, deployment, &harness)
        }
        let late = harness.live.suffix(6)
        #expect(late.allSatisfy { !$0.visits.contains("acme/fw1") })
        harness.continueAll()
    }

    @Test("a chain branches by what a box makes of packets", arguments: [true, false])
    func branches(isResident: Bool) async throws {
        var web = Self.chain("web", .tcp(), "dpi", "firewall")
        web.branches = [
            ChainBranch(after: "dpi", when: .marked(try #require(DSCP(rawValue: 46))), through: ["ips"]),
            ChainBranch(after: "dpi", when: .traffic(.tcp(25)), through: []),
        ]
        let functions = [ServiceFunction("dpi", image: "box"), Self.firewall, Self.ips]
        var deployment = SmallDeployment(functions: functions, chains: [web])
        for number in 1...2 {
            deployment.add("dpi\(number)", of: "dpi", on: number)
            deployment.add("fw\(number)", of: "firewall", on: number)
            deployment.add("ips\(number)", of: "ips", on: number)
        }
        let harness = await Self.harness(deployment, isResident)
        for number in 1...2 { try Self.replace("dpi\(number)", by: SuspiciousBox(port: 443), deployment, harness) }
        var running = harness
        try await running.advance(to: deployment.policy)
        let verdict = PolicyEvaluator(deployment.policy)
        let ingress = try #require(deployment.tenant.endpoints[0].attachment?.port)
        var traffic = EmulatedTraffic(harness.fabric)
        for port in 1000..<1010 as Range<UInt16> {
            for service in [80, 443, 25] as [UInt16] {
                let flow = SmallDeployment.flow(from: port, to: service)
                let decision = try #require(verdict.evaluate(flow, at: ingress).decision)
                let expected = decision.functions { $0 == web.branches[0] ? service == 443 : service == 25 }
                let first = traffic.open(flow, from: ingress), next = traffic.exchange(flow, from: ingress)
                let visited = first.visits.compactMap { box in
                    deployment.tenant.instances.first { EmulatedNetwork.name("acme", $0.id.name) == box }?.function
                }
                #expect(visited == expected, "\(flow): \(first.visits)")
                #expect(first.replyVisits == first.visits.reversed(), "\(flow)")
                #expect(next.visits == first.visits && next.isComplete, "\(flow): \(next.losses)")
            }
        }
    }
}

/// Shifts the client's port by one, in both directions: what it rewrites, and nothing to remember.
private struct PortShiftBox: EmulatedBox {
    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        var result = packet
        guard var flow = packet.fiveTuple else { return .drop("no flow") }
        if side == .left {
            flow.sourcePort = TransportPort(rawValue: flow.sourcePort.rawValue &+ 1)
        } else {
            flow.destinationPort = TransportPort(rawValue: flow.destinationPort.rawValue &- 1)
        }
        result.fiveTuple = flow
        return .emit(result, on: side.opposite)
    }
}

/// Marks what goes to one port.
private struct SuspiciousBox: EmulatedBox {
    let port: TransportPort

    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        var result = packet
        if side == .left, packet.fiveTuple?.destinationPort == port { result.dscp = DSCP(rawValue: 46) ?? .bestEffort }
        return .emit(result, on: side.opposite)
    }
}
