import ChainComposition
import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import PacketTracing
import ServiceChaining
import SteeringTestSupport
import Testing

@Suite("Judging traces")
struct TraceVerdictTests {
    private func flow(_ third: UInt8, port: TransportPort) -> FiveTuple {
        FiveTuple(
            source: .v4(IPv4Address(10, 1, 0, 10)), destination: .v4(IPv4Address(10, third, 0, 5)), transport: .tcp,
            sourcePort: 40000, destinationPort: port)
    }

    @Test("A rule that is missing is named by its switch and table")
    func missingRule() throws {
        var traced = try TracedNetwork(SampleDeployment.golden(last: .preserves, passthroughs: 1))
        traced.tell(2, .flowMod(FlowMod(.delete, table: PipelineTable.deliver.id)))
        let verdict = traced.trace(flow(2, port: 80), from: "client").verdict
        #expect(!verdict.isRight)
        #expect(verdict.summary.contains("it passes no function, but chain 'web' asks for passthrough, last"))
        #expect(verdict.summary.contains("switch h2 drops it: no rule of table 4 (deliver) matches"))
    }

    @Test("Boxes in the wrong order are a fault, though the packet arrives")
    func wrongOrder() throws {
        var traced = try TracedNetwork(SampleDeployment.golden(last: .preserves, passthroughs: 1))
        let boxes = traced.policy.tenants[0].instances.map(\.attachment)
        for (name, ports) in zip(["acme/last1", "acme/p1"], boxes) {
            traced.network.attach(box: name, StatefulFirewallBox(), left: ports.left, right: ports.right)
        }
        let verdict = traced.trace(flow(2, port: 80), from: "client").verdict
        #expect(verdict.faults == ["it passes last, passthrough, but chain 'web' asks for passthrough, last"])
    }

    @Test("A box that swallows packets is named with its reason")
    func swallowed() throws {
        var traced = try TracedNetwork(SampleDeployment.golden(last: .preserves, passthroughs: 1))
        let ports = traced.policy.tenants[0].instances[1].attachment
        let link = RoutedLink(left: .broadcast, right: .broadcast, nextHop: .broadcast)
        traced.network.attach(
            box: "acme/last1", StatefulFirewallBox(link: link), left: ports.left, right: ports.right)
        let trace = traced.trace(flow(2, port: 80), from: "client")
        #expect(trace.verdict.faults == ["it does not arrive: 'last1' drops it: not addressed to the box"])
        #expect(TraceText(.minimal).text(of: trace).contains("box 'last1' drops it: not addressed to the box"))
    }

    @Test("A reply that takes a short cut is a fault")
    func shortCut() throws {
        var traced = try TracedNetwork(SampleDeployment.golden(last: .preserves, passthroughs: 1))
        let (server, box) = (SwitchPort(3, 2), traced.policy.tenants[0].instances[1].attachment.left)
        let client = traced.plan.tenantsInOrder[0].ports.first { $0.owner == .endpoint("client") }
        let key = try #require(client?.key), address = IPv4Address(172, 31, 0, 1)
        #expect(server.datapath == box.datapath)
        traced.tell(
            3,
            .flowMod(
                FlowMod(
                    .add, table: 0, priority: 60000, match: Match([.inPort(server.port), .ethernetType(.ipv4)]),
                    instructions: [
                        .applyActions([
                            .set(.tunnelID, UInt128(key.rawValue)),
                            .set(.tunnelDestinationIPv4, UInt128(address.rawValue)),
                            .output(1),
                        ])
                    ])))
        let verdict = traced.trace(flow(2, port: 80), from: "client").verdict
        #expect(verdict.faults.first == "the reply passes no box instead of last1, p1", "\(verdict.faults)")
    }

    @Test("What belongs to no chain must reach nobody", arguments: [false, true])
    func noChain(leaks: Bool) throws {
        var traced = try TracedNetwork(SampleDeployment.figure1())
        let web = try #require(traced.policy.tenants[0][endpoint: "web"]?.attachment?.port)
        if leaks {
            traced.tell(
                1,
                .flowMod(
                    FlowMod(
                        .add, table: 0, priority: 60000, match: Match([.inPort(2)]),
                        instructions: [.applyActions([.output(web.port)])])))
            traced.network.attach(endpoint: "acme/web", at: web)
        }
        let verdict = traced.trace(flow(9, port: 22), from: "branch").verdict
        #expect(verdict.isRight == !leaks)
        let expected =
            leaks ? "belongs to no chain, but reaches 'web'" : "belongs to no chain (none that starts there matches)"
        #expect(verdict.summary.contains(expected), "\(verdict.summary)")
    }

    @Test("A tap gets its copy wherever it is taken, and one that gets none is a fault", arguments: [true, false])
    func tap(copies: Bool) throws {
        var policy = SampleDeployment.golden(last: .preserves, passthroughs: 1)
        policy.tenants[0].chains[0].functions = ["last"]
        var traced = try TracedNetwork(policy)
        var wanted = policy
        wanted.tenants[0].functions[0].insertion = .tap
        wanted.tenants[0].chains[0].functions = ["passthrough", "last"]
        traced.network.attach(box: "acme/p1", Silent(), left: SwitchPort(1, 30), right: SwitchPort(1, 30))
        traced.plug(SwitchPort(1, 30))
        if copies { traced.copyOnIngress(of: 1, port: 2, to: 30) }
        let packet = flow(2, port: 80)
        let walked = traced.trace(packet, from: "client")
        #expect(!walked.walks.isEmpty)
        var again = traced
        let walks = again.walks(packet)
        let verdict = PacketTrace(
            of: packet, from: SwitchPort(1, 2), walks: walks, in: again.network, wanted, traced.plan
        ).verdict
        #expect(verdict.isRight == copies, "\(verdict.faults)")
        if !copies { #expect(verdict.summary.contains("copies go to no function")) }
    }
}

/// A box that keeps what it gets.
private struct Silent: EmulatedBox {
    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction { .drop("a copy") }
}

extension TracedNetwork {
    fileprivate mutating func walks(_ flow: FiveTuple) -> [Walk] {
        var packet = Packet(flow, flags: .syn)
        packet.destination = AddressResolution().virtualMAC
        return network.exchange(packet, from: SwitchPort(1, 2))
    }

    /// Sends a copy of what comes in by a port to another one, and lets the packet go on as before.
    fileprivate mutating func copyOnIngress(of datapath: DatapathID, port: PortNumber, to tap: PortNumber) {
        let rules =
            network[datapath]?.tables[0]?.rules.filter { $0.match[.inPort]?.value == UInt128(port.rawValue) } ?? []
        for rule in rules {
            let instructions = rule.instructions.map { instruction -> Instruction in
                guard case .applyActions(let actions) = instruction else { return instruction }
                return .applyActions([.output(tap)] + actions)
            }
            tell(
                datapath,
                .flowMod(
                    FlowMod(.add, table: 0, priority: rule.priority, match: rule.match, instructions: instructions)))
        }
    }
}
