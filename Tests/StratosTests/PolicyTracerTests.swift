import ChainComposition
import NetworkTypes
import OpenFlow
import PacketTracing
import ServiceChaining
import SteeringTestSupport
import Stratos
import Testing

@Suite("Tracing a policy")
struct PolicyTracerTests {
    private static let flow = FiveTuple(
        source: .v4(IPv4Address(10, 1, 0, 10)), destination: .v4(IPv4Address(10, 2, 0, 5)), transport: .tcp,
        sourcePort: 40000, destinationPort: 80)
    private static let client = SwitchPort(1, 2)

    /// An engine by name, so that tests can be parameterised.
    private static func tracer(
        _ policy: Policy, after earlier: Policy? = nil, engine: String, choosing instances: Set<InstanceID> = []
    ) async throws -> PolicyTracer {
        engine == "reactive"
            ? try await PolicyTracer(of: policy, after: earlier, engine: ReactiveEngine(), choosing: instances)
            : try await PolicyTracer(of: policy, after: earlier, engine: ResidentEngine(), choosing: instances)
    }

    @Test(
        "Both engines lead packets of every kind of box as the policy asks", arguments: ["resident", "reactive"],
        HeaderTreatment.allCases)
    func engines(engine: String, last: HeaderTreatment) async throws {
        let tracer = try await Self.tracer(SampleDeployment.golden(last: last), engine: engine)
        for moment in [PolicyTracer.Moment.first, .established] {
            let trace = tracer.trace(Self.flow, from: Self.client, at: moment)
            #expect(trace.verdict.faults == [])
            #expect(trace.walks.last?.instances == trace.walks.first?.instances.reversed())
        }
    }

    @Test(
        "Random flows of random deployments go as the evaluator says, whichever chain they belong to", arguments: 1...6,
        ["resident", "reactive"])
    func random(seed: UInt64, engine: String) async throws {
        var deployment = RandomDeployment(seed: seed)
        let tracer = try await Self.tracer(deployment.policy, engine: engine)
        var passed: Set<FunctionID> = []
        for _ in 0..<20 {
            guard let (_, endpoint, flow) = deployment.flow(), let port = endpoint.attachment?.port else { continue }
            let trace = tracer.trace(flow, from: port)
            #expect(trace.verdict.faults == [], "seed \(seed): \(flow)\n\(TraceText(.summary).text(of: trace))")
            passed.formUnion(trace.verdict.passed)
        }
        #expect(!passed.isEmpty)
    }

    @Test("A box of a tenant with both families translates both", arguments: ["10.1.0.10", "2001:db8:1::10"])
    func families(source: String) async throws {
        var policy = SampleDeployment.golden(last: .mangles)
        for (index, prefix) in ["2001:db8:1::/64", "2001:db8:2::/64"].enumerated() {
            policy.tenants[0].endpoints[index].prefixes += [try #require(IPPrefix(prefix))]
        }
        let destination = source.contains(":") ? "2001:db8:2::5" : "10.2.0.5"
        let flow = FiveTuple(
            source: try #require(IPAddress(source)), destination: try #require(IPAddress(destination)),
            transport: .udp, sourcePort: 5000, destinationPort: 53)
        let trace = try await Self.tracer(policy, engine: "resident").trace(flow, from: Self.client)
        #expect(trace.verdict.faults == [])
    }

    @Test("The reactive engine's first packet goes by way of the controller, later ones do not")
    func controller() async throws {
        let tracer = try await Self.tracer(SampleDeployment.golden(last: .preserves), engine: "reactive")
        func asks(_ moment: PolicyTracer.Moment) -> Bool {
            tracer.trace(Self.flow, from: Self.client, at: moment).walks[0].sections.contains {
                if case .controller = $0 { true } else { false }
            }
        }
        #expect(asks(.first) && !asks(.established))
    }

    @Test("What the controller has sent on is shown behind the question, with its own look-ups")
    func sentOn() async throws {
        let tracer = try await Self.tracer(SampleDeployment.golden(last: .preserves), engine: "reactive")
        let sections = tracer.trace(Self.flow, from: Self.client).walks[0].sections
        guard case .bridge(let asking) = sections[0], case .controller = sections[1],
            case .bridge(let sending) = sections[2]
        else {
            Issue.record("\(sections)")
            return
        }
        #expect(asking.steps.compactMap(\.table?.name) == ["ingress", "select"] && asking.outputs.isEmpty)
        #expect(asking.steps.last?.notes == ["to the controller"] && sending.from == "the controller")
        #expect(sending.steps.compactMap(\.table?.name) == ["ingress", "select"] && sending.outputs.count == 1)
    }

    @Test("A chosen instance takes the flow, and tags are those of the plan", arguments: ["resident", "reactive"])
    func choosing(engine: String) async throws {
        let policy = SampleDeployment.golden(last: .mangles, passthroughs: 3)
        let plain = try await Self.tracer(policy, engine: engine)
        for name in ["p1", "p2", "p3"] as [InstanceID] {
            let tracer = try await Self.tracer(policy, engine: engine, choosing: [name])
            let trace = tracer.trace(Self.flow, from: Self.client)
            #expect(trace.walks.map(\.instances) == [[name, "last1"], ["last1", name]])
            #expect(tracer.plan.paths.map(\.tags) == plain.plan.paths.map(\.tags))
        }
    }

    @Test("Instances that no path passes together are refused by name")
    func nowhere() async throws {
        let policy = SampleDeployment.golden(last: .mangles)
        for instances in [["p1", "p2"], ["p9"]] as [Set<InstanceID>] {
            await #expect(throws: StratosError(.pathMissing, "")) {
                _ = try await Self.tracer(policy, engine: "resident", choosing: instances)
            }
        }
    }

    @Test("After an earlier policy its paths keep their tags, and packets go as the new one asks")
    func succession() async throws {
        var earlier = SampleDeployment.golden(last: .mangles, passthroughs: 3)
        let policy = earlier
        earlier.tenants[0].instances.removeAll { $0.id == "p2" }
        let before = try await Self.tracer(earlier, engine: "resident")
        let tracer = try await Self.tracer(policy, after: earlier, engine: "resident")
        #expect(tracer.trace(Self.flow, from: Self.client).verdict.isRight)
        let kept = Set(before.plan.paths.map(\.tags))
        #expect(kept.isSubset(of: Set(tracer.plan.paths.map(\.tags))))
    }

    @Test("Equal questions get equal answers")
    func repetition() async throws {
        let tracer = try await Self.tracer(SampleDeployment.golden(last: .mangles), engine: "resident")
        let first = tracer.trace(Self.flow, from: Self.client)
        #expect(tracer.trace(Self.flow, from: Self.client, at: .established) != first)
        #expect(tracer.trace(Self.flow, from: Self.client) == first)
    }

    @Test("What switches hold is walked as it is: whole, or with a rule gone")
    func installed() async throws {
        let policy = SampleDeployment.golden(last: .mangles, passthroughs: 1)
        let intended = try await Self.tracer(policy, engine: "resident")
        var rules = InstalledRules.compiled(intended.plan)
        let live = try PolicyTracer(of: policy, holding: rules, plan: intended.plan)
        #expect(live.trace(Self.flow, from: Self.client) == intended.trace(Self.flow, from: Self.client))
        rules[1].flows.removeAll { $0.table == PipelineTable.deliver.id }
        let broken = try PolicyTracer(of: policy, holding: rules, plan: intended.plan)
        let verdict = broken.trace(Self.flow, from: Self.client).verdict
        #expect(verdict.summary.contains("switch h2 drops it: no rule of table 4 (deliver) matches"))
    }

    @Test("A rule that the emulation cannot carry out is named instead of being passed over")
    func unknownRule() {
        let meter = FlowStats(table: 0, priority: 1, match: [], instructions: [.applyActions([.group(77)])])
        let rules = InstalledRules(datapath: 1, flows: [meter], groups: [])
        #expect {
            _ = try PolicyTracer(of: SampleDeployment.figure1(), holding: [rules], plan: SteeringPlan())
        } throws: { error in
            "\(error)".contains("group:77") && (error as? StratosError)?.code == .ruleNotEmulated
        }
    }
}

@Suite("What switches hold against what they should")
struct RuleDifferenceTests {
    @Test("Nothing differs where a switch holds its program; each change is told by its kind")
    func kinds() throws {
        let plan = try ChainComposer().plan(for: SampleDeployment.golden(last: .mangles))
        let programs = RuleCompiler(engine: ResidentEngine()).compile(plan)
        var installed = try #require(InstalledRules.compiled(plan).first)
        let program = try #require(programs[installed.datapath])
        #expect(installed.difference(to: program).isEmpty)
        installed.flows.removeFirst()
        installed.flows[0].instructions = []
        installed.flows.append(FlowStats(table: 9, priority: 1, match: [], instructions: [], cookie: RuleCookie.shared))
        installed.flows.append(FlowStats(table: 9, priority: 2, match: [], instructions: []))
        installed.flows.append(
            FlowStats(table: 9, priority: 3, match: [], instructions: [], cookie: RuleCookie.shared, idleTimeout: 9))
        installed.groups.removeAll()
        let difference = installed.difference(to: program)
        let lines = try difference.lines()
        #expect(difference.missing.count == 1 + program.groups.count && difference.changed.count == 1)
        #expect(difference.stray.count == 1 && difference.foreignCount == 1)
        #expect(lines.map { $0.prefix(1) } == ["+", "+", "~", "-"] && lines[3].contains("table=9,priority=1"))
    }
}

extension InstalledRules {
    /// What switches would tell that hold what a plan compiles to, by datapath.
    static func compiled(_ plan: SteeringPlan) -> [InstalledRules] {
        let programs = RuleCompiler(engine: ResidentEngine()).compile(plan)
        return programs.sorted { $0.key < $1.key }.map { datapath, program in
            InstalledRules(
                datapath: datapath,
                flows: program.rules.sorted { $0.key < $1.key }.map { key, rule in
                    FlowStats(
                        table: key.table.id, priority: key.priority, match: key.match,
                        instructions: rule.instructions, cookie: rule.cookie)
                },
                groups: program.groups.sorted { $0.key < $1.key }.map {
                    GroupDescription(group: $0.key, type: .select, buckets: $0.value)
                })
        }
    }
}
