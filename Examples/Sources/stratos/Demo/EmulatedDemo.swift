internal import ChainComposition
internal import Logging
internal import NetworkTypes
internal import OpenFlowEmulation
internal import ServiceChaining
internal import Stratos

/// The whole path on emulated switches: a policy, its rules, traffic, and changes under live flows.
///
/// The controller, the rules and the messages are those of `demo --ovs`; only switches and packets are emulated.
struct EmulatedDemo {
    private let terminal: Terminal
    private let isQuiet: Bool
    private let fabric: EmulatedFabric
    private let controller: ForwardingController
    private var policy = DemoPolicy.policy()
    private var traffic: EmulatedTraffic
    private var live: [LiveFlow] = []
    private var result = DemoResult()
    private var nextPort: UInt16 = 20_000

    init(engine: any SteeringEngine, terminal: Terminal, isQuiet: Bool) {
        self.terminal = terminal
        self.isQuiet = isQuiet
        let fabric = EmulatedFabric(EmulatedNetwork(policy))
        self.fabric = fabric
        controller = ForwardingController(
            fabric: fabric, engine: engine, timeouts: .init(memory: .seconds(60)),
            clock: { fabric.network.now }, logger: Logger(label: "demo") { _ in SwiftLogNoOpLogHandler() })
        traffic = EmulatedTraffic(fabric)
        result.engine = engine.name
    }

    mutating func run() async throws -> DemoResult {
        say("1  The policy, and what composition makes of it")
        let composed = try ChainComposer().plan(for: policy)
        for tenant in policy.tenants {
            if let plan = composed.tenants[tenant.id] { tell(TenantReport(tenant, plan, old: nil).text(terminal)) }
        }
        say("2  Rules on two emulated switches (\(result.engine) engine)")
        try await apply("install")
        tell(ruleTable(await controller.programs))

        say("3  Traffic: every packet must visit what the policy says")
        open(100)
        tell(shareTable())

        say("4  Scale-out: a second IPS, while \(live.count) flows live")
        fabric.withNetwork { [policy] in $0.launch(DemoPolicy.secondIPS, of: policy.tenants[0]) }
        policy.tenants[0].instances.append(DemoPolicy.secondIPS)
        try await apply("add ips2")
        continueAll()
        open(100)
        tell(shareTable(newest: 100))

        try await changeWeights()
        try await drain("fw1")
        result.packets = traffic.packets
        return result
    }

    private mutating func changeWeights() async throws {
        say("5  New weights by flow distribution: stay on one switch where the balance allows")
        let plan = await controller.plan
        guard let split = try DemoDistribution(policy, policy.tenants[0], plan: plan, flows: live) else {
            return tell("  No split keeps the balance; the weights stay as they are.\n")
        }
        let before = live
        result.distribution = split
        tell(split.text(terminal))
        try await apply("weights", weights: split.weights)
        continueAll()
        open(before.count)
        tell(shareTable(newest: before.count, foretold: split.loads))
        result.crossingsBefore = crossings(of: before)
        result.crossingsAfter = crossings(of: live.suffix(before.count))
        tell(
            "  \(before.count) flows crossed between switches \(result.crossingsBefore) times before, "
                + "\(before.count) new ones \(result.crossingsAfter) times.\n")
    }

    private mutating func drain(_ name: String) async throws {
        say("6  Drain \(name): its flows stay until they end, new ones go elsewhere")
        for index in policy.tenants[0].instances.indices where policy.tenants[0].instances[index].id.name == name {
            policy.tenants[0].instances[index].state = .draining
        }
        try await apply("drain \(name)")
        continueAll()
        open(100)
        tell(shareTable(newest: 100))
        let busy = try await controller.releaseDrained()
        let holding = busy.remaining.values.reduce(0, +)
        tell("  \(holding) flows still pass \(name); \(busy.drained.count) of its paths can go before they end.\n")
        for flow in live where flow.first.visits.contains(EmulatedNetwork.name(DemoPolicy.tenant, name)) {
            traffic.close(flow.flow, from: flow.port)
        }
        live.removeAll { $0.first.visits.contains(EmulatedNetwork.name(DemoPolicy.tenant, name)) }
        // The reactive engine's rules idle out, and then its memory of the flows; live flows are kept going meanwhile.
        for _ in 0..<5 {
            fabric.advance(by: .seconds(31))
            continueAll()
        }
        let report = try await controller.releaseDrained()
        tell("  They ended: \(report.drained.count) paths are given up, \(report.remaining.count) still drain.\n")
        result.pathsReleased = busy.drained.count + report.drained.count
        result.pathsStillDraining = report.remaining.count
        continueAll()
    }
}

extension EmulatedDemo {
    private mutating func apply(_ what: String, weights: ChainComposer.PathWeights = [:]) async throws {
        let applied = try await controller.apply(policy, weights: weights)
        result.changes.append(DemoResult.Change(what, applied))
        tell(result.changes.suffix(1).map { "  \($0.text)\n" }.joined())
    }

    /// Opens flows of both chains in turn and asks the evaluator where each should have gone.
    private mutating func open(_ count: Int) {
        let evaluator = PolicyEvaluator(policy)
        let sources = policy.tenants[0].chains.map(\.source)
        let ports = sources.compactMap { policy.tenants[0][endpoint: $0]?.attachment?.port }
        guard ports.count == 2 else { return }
        for index in 0..<count {
            let port = ports[index % 2]
            let flow = FiveTuple(
                source: .v4(IPv4Address(10, UInt8(index % 2 + 1), 0, UInt8(clamping: index % 200 + 1))),
                destination: .v4(IPv4Address(10, 9, 0, 80)), transport: .tcp,
                sourcePort: TransportPort(rawValue: nextPort), destinationPort: index % 4 < 2 ? 80 : 443)
            nextPort += 1
            let first = traffic.open(flow, from: port)
            let visited = first.visits.compactMap { function(of: $0) }
            let verdict = evaluator.evaluate(flow, at: port)
            let agrees =
                first.isComplete && visited == verdict.functions
                && first.replyVisits.map { $0.compactMap { function(of: $0) } } == verdict.repliesPass
            result.count(opened: agrees)
            live.append(LiveFlow(flow: flow, port: port, first: first))
        }
    }

    /// A packet and its reply on every live flow.
    private mutating func continueAll() {
        for flow in live {
            let next = traffic.exchange(flow.flow, from: flow.port)
            result.count(
                moved: next.visits != flow.first.visits || next.replyVisits != flow.first.replyVisits,
                lost: !next.isComplete, flow: flow.flow)
        }
    }

    private func function(of box: String) -> FunctionID? {
        policy.tenants[0].instances.first { EmulatedNetwork.name(DemoPolicy.tenant, $0.id.name) == box }?.function
    }

    private func ruleTable(_ programs: [DatapathID: SwitchProgram]) -> String {
        var table = Table("switch", .right("rules"), .right("groups"))
        for forwarder in policy.forwarders {
            let program = programs[forwarder.datapath] ?? SwitchProgram()
            table.add(forwarder.name, "\(program.rules.count)", "\(program.groups.count)")
        }
        return table.text(terminal)
    }

    private func crossings(of flows: some Sequence<LiveFlow>) -> Int {
        flows.reduce(0) { $0 + $1.crossings(in: policy.tenants[0]) }
    }

    /// How many of the newest flows visited each instance, beside what was foretold.
    private func shareTable(newest: Int? = nil, foretold: [InstanceID: Double]? = nil) -> String {
        let flows = live.suffix(newest ?? live.count)
        var table =
            foretold == nil
            ? Table("function", "instance", .right("new flows"))
            : Table("function", "instance", .right("new flows"), .right("foretold"))
        for instance in policy.tenants[0].instances {
            let name = EmulatedNetwork.name(DemoPolicy.tenant, instance.id.name)
            let count = flows.filter { $0.first.visits.contains(name) }.count
            let expected = DemoDistribution.number(foretold?[instance.id] ?? 0)
            table.add(instance.function.name, instance.id.name, "\(count)", expected)
        }
        return table.text(terminal)
    }

    private func say(_ title: String) {
        tell("\n" + terminal.paint(title, .bold) + "\n")
    }

    private func tell(_ text: String) {
        if !isQuiet { Terminal.write(text) }
    }
}
