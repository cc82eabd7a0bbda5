import ChainComposition
import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import ServiceChaining
import Testing

@testable import Stratos

/// Carries a deployment's plans out on emulated switches, step by step, and holds every packet against the evaluator.
struct SteeringHarness {
    struct LiveFlow {
        let flow: FiveTuple
        let ingress: SwitchPort
        let source: String
        let destination: String
        /// The boxes that the first packet visited, which every later one must visit.
        let visits: [String]
        let replyVisits: [String]
    }

    let fabric: EmulatedFabric
    let compiler: RuleCompiler
    let reactive: ReactiveResponder?
    private(set) var plan = SteeringPlan()
    private(set) var programs: [DatapathID: SwitchProgram] = [:]
    private(set) var live: [LiveFlow] = []
    private var traffic: EmulatedTraffic
    let name: String

    init(_ policy: Policy, engine: some SteeringEngine, name: String) async {
        let fabric = EmulatedFabric(EmulatedNetwork(policy))
        self.fabric = fabric
        self.name = name
        traffic = EmulatedTraffic(fabric)
        compiler = RuleCompiler(engine: engine)
        reactive =
            engine is ReactiveEngine
            ? ReactiveResponder(timeouts: .init(memory: .seconds(300)), clock: { fabric.network.now }) : nil
        await fabric.setPacketInHandler(reactive?.answer)
        await fabric.setFlowRemovedHandler(reactive?.ruleRemoved)
    }

    /// Goes on to the plan of a policy; `between` is called after every switch's part of every step.
    mutating func advance(
        to policy: Policy, releasing: Set<PathID> = [], between: (inout SteeringHarness) throws -> Void = { _ in }
    ) async throws {
        let next = try ChainComposer().plan(for: policy, after: plan, releasing: releasing)
        let target = compiler.compile(next)
        var hasDiverted = false
        for step in compiler.update(from: plan, to: next).steps {
            if step.phase == .retire, !hasDiverted {
                try await decide(by: next)
                hasDiverted = true
            }
            for (datapath, change) in step.changes {
                try await fabric.map(change.tunnelOptions, on: datapath)
                try await fabric.apply(change.messages, to: datapath)
                try between(&self)
            }
        }
        if !hasDiverted { try await decide(by: next) }
        (plan, programs) = (next, target)
    }

    private func decide(by plan: SteeringPlan) async throws {
        for (datapath, messages) in reactive?.update(plan) ?? [:] { try await fabric.apply(messages, to: datapath) }
    }

    /// Opens a flow and checks its first packet and the first reply against the evaluator.
    mutating func open(_ flow: FiveTuple, from endpoint: Endpoint, of tenant: Tenant, by evaluator: PolicyEvaluator) {
        guard let ingress = endpoint.attachment?.port else { return }
        let verdict = evaluator.evaluate(flow, at: ingress)
        let first = traffic.open(flow, from: ingress)
        guard let decision = verdict.decision else {
            #expect(first.visits == [], "\(name): \(flow) belongs to no chain but visited boxes")
            #expect(first.deliveries == [[]], "\(name): \(flow) belongs to no chain but arrived")
            return
        }
        guard let chain = tenant[chain: decision.chain] else { return }
        let ends = [chain.source.name, chain.destination.name].map { EmulatedNetwork.name(tenant.id, $0) }
        let isForward = decision.beginner == .source
        let opened = LiveFlow(
            flow: flow, ingress: ingress, source: ends[isForward ? 0 : 1], destination: ends[isForward ? 1 : 0],
            visits: first.visits, replyVisits: first.replyVisits ?? [])
        let function = { (box: String) in Self.function(of: box, in: tenant) }
        #expect(opened.visits.map(function) == decision.functions, "\(name): \(flow)")
        #expect(opened.replyVisits.map(function) == decision.repliesPass, "\(name): replies to \(flow)")
        if decision.direction == .symmetric {
            #expect(opened.replyVisits == opened.visits.reversed(), "\(name): replies to \(flow) do not retrace")
        }
        checkArrival(first, opened)
        live.append(opened)
    }

    /// Sends a packet on a live flow, with its reply, and expects the boxes that it has visited before.
    mutating func continueFlow(_ index: Int) {
        check(traffic.exchange(live[index].flow, from: live[index].ingress), live[index])
    }

    private func check(_ exchange: EmulatedTraffic.Exchange, _ flow: LiveFlow) {
        #expect(exchange.visits == flow.visits, "\(name): \(flow.flow) has moved")
        #expect(exchange.replyVisits == flow.replyVisits, "\(name): replies to \(flow.flow) have moved")
        checkArrival(exchange, flow)
    }

    mutating func continueAll() {
        for index in live.indices { continueFlow(index) }
    }

    /// Closes TCP flows in both directions; what is left of the others idles out when the clock moves.
    mutating func close(_ indices: [Int]) {
        for flow in indices.map({ live[$0] }) {
            if let last = traffic.close(flow.flow, from: flow.ingress) { check(last, flow) }
        }
        for index in indices.sorted(by: >) { live.remove(at: index) }
    }

    /// Gives up all flows without a word, as when their boxes have been restarted.
    mutating func forgetLive() { live = [] }

    /// Gives up the flows through some boxes.
    mutating func forget(through boxes: Set<String>) {
        live.removeAll { !boxes.isDisjoint(with: $0.visits + $0.replyVisits) }
    }

    /// The boxes through which flows that are still open go.
    var boxesInUse: Set<String> { Set(live.flatMap { $0.visits + $0.replyVisits }) }

    /// Exactly one packet arrives in each direction, untagged, and the reply is what the source expects.
    private func checkArrival(_ exchange: EmulatedTraffic.Exchange, _ flow: LiveFlow) {
        #expect(exchange.isComplete, "\(name): \(flow.flow): \(exchange.losses)")
        let arrivals = exchange.deliveries
        #expect(arrivals.map { $0.map(\.endpoint) } == [[flow.destination], [flow.source]], "\(name): \(flow.flow)")
        #expect(arrivals.allSatisfy { $0.allSatisfy { $0.packet.dscp == .bestEffort } }, "\(name): a tag got out")
        #expect(arrivals.last?.first?.packet.fiveTuple == flow.flow.reversed, "\(name): \(flow.flow)")
    }

    private static func function(of box: String, in tenant: Tenant) -> FunctionID {
        tenant.instances.first { EmulatedNetwork.name(tenant.id, $0.id.name) == box }?.function ?? "nobody"
    }
}
