import ChainComposition
import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import PacketTracing
import ServiceChaining
import SteeringTestSupport
import Testing

@Suite("Tracing packets")
struct PacketTraceTests {
    private let flow = FiveTuple(
        source: .v4(IPv4Address(10, 1, 0, 10)), destination: .v4(IPv4Address(10, 2, 0, 5)), transport: .tcp,
        sourcePort: 40000, destinationPort: 80)

    @Test("A packet and its reply are followed through the same boxes, and the policy agrees")
    func golden() throws {
        var traced = try TracedNetwork(SampleDeployment.golden(last: .mangles))
        let trace = traced.trace(flow, from: "client")
        #expect(trace.verdict.faults == [])
        #expect(trace.verdict.summary == "passes passthrough, last, as chain 'web' of tenant 'acme' asks")
        let boxes = try #require(trace.walks.first).instances
        #expect(boxes.count == 2 && boxes.last == "last1")
        #expect(trace.walks.last?.instances == boxes.reversed())
        #expect(trace.walks.map(\.direction) == [.request, .reply])
    }

    @Test("Every look-up names a rule that its switch holds, and what it does")
    func rules() throws {
        var traced = try TracedNetwork(SampleDeployment.golden(last: .mangles))
        let trace = traced.trace(flow, from: "client")
        let visits = trace.walks.flatMap(\.sections).compactMap { section -> SwitchVisit? in
            if case .bridge(let visit) = section { visit } else { nil }
        }
        let steps = visits.flatMap(\.steps)
        #expect(visits.count >= 6 && steps.allSatisfy { $0.rule != nil && $0.table?.name != nil })
        for visit in visits {
            let bridge = try #require(visit.port.flatMap { traced.network[$0.datapath] })
            for step in visit.steps {
                let rule = try #require(step.rule), table = TableID(rawValue: try #require(step.table).number)
                let held = bridge.tables[table]?.rules.first {
                    $0.priority == rule.priority && (try? $0.match.ofctlText()) == rule.match
                }
                #expect(try held.map { try Instruction.ofctlText($0.instructions) } == rule.actions)
                #expect(held?.cookie.rawValue == rule.cookie)
            }
        }
        #expect(visits.first?.steps.compactMap(\.table?.name) == ["ingress", "select", "commit", "tag"])
        #expect(visits.first?.steps[1].notes.first?.hasPrefix("group 1, bucket") == true)
        #expect(steps.flatMap(\.notes).contains { $0.hasPrefix("connection in zone 1: new, no mark") })
    }

    @Test("A box shows what it rewrites, and the reply shows it back")
    func rewriting() throws {
        var traced = try TracedNetwork(SampleDeployment.golden(last: .mangles))
        let trace = traced.trace(flow, from: "client")
        let changes = trace.walks.map { walk in
            walk.sections.flatMap { section -> [String] in
                if case .box(let visit) = section { visit.outputs.flatMap(\.changes) } else { [] }
            }
        }
        #expect(changes[0].count == 1 && changes[0][0].hasPrefix("source 10.1.0.10:40000 -> 100.64.0.1:"))
        #expect(changes[1].count == 1 && changes[1][0].hasSuffix("-> 10.1.0.10:40000"))
    }

    @Test("Each style is a text of its own, from every look-up down to boxes and ends")
    func text() throws {
        var traced = try TracedNetwork(SampleDeployment.golden(last: .preserves, passthroughs: 1))
        let trace = traced.trace(flow, from: "client")
        #expect(
            TraceText(.minimal).text(of: trace) == """
                # tcp 10.1.0.10:40000 > 10.2.0.5:80, from endpoint 'client' of tenant 'acme'
                request:
                    box 'p1'
                    box 'last1'
                    endpoint 'server' at h3/2: tcp 10.1.0.10:40000 > 10.2.0.5:80
                reply:
                    box 'last1'
                    box 'p1'
                    endpoint 'client' at h1/2: tcp 10.2.0.5:80 > 10.1.0.10:40000
                verdict: passes passthrough, last, as chain 'web' of tenant 'acme' asks

                """)
        let summary = TraceText(.summary).text(of: trace)
        #expect(summary.contains("    switch h1: ingress, select, commit, tag -> the tunnel to switch h2, key "))
        #expect(summary.split(separator: "\n").count == 6 + trace.walks.flatMap(\.sections).count - 2)
        let detailed = TraceText(.detailed).text(of: trace)
        #expect(detailed.contains("\nswitch h1, from port 2, endpoint 'client' of tenant 'acme'\n------"))
        #expect(detailed.contains("\n 4. deliver: "))
        #expect(detailed.contains("\n    /* group 1, bucket 1 of 1, weight "))
    }
}

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
