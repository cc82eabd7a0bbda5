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
