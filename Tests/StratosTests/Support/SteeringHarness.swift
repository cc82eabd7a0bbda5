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
    private(set) var exchanged = 0
    private(set) var refused = 0
    let name: String

    init(_ policy: Policy, engine: some SteeringEngine, name: String) async {
        let fabric = EmulatedFabric(EmulatedNetwork(policy))
        self.fabric = fabric
        self.name = name
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
        for step in PlanUpdate(from: programs, to: target).steps {
            if step.phase == .retire, !hasDiverted {
                reactive?.update(next)
                hasDiverted = true
            }
            for (datapath, change) in step.changes {
                try await fabric.apply(change.messages, to: datapath)
                try between(&self)
            }
        }
        if !hasDiverted { reactive?.update(next) }
        (plan, programs) = (next, target)
    }

    /// Opens a flow and checks its first packet and the first reply against the evaluator.
    mutating func open(_ flow: FiveTuple, from endpoint: Endpoint, of tenant: Tenant, by evaluator: PolicyEvaluator) {
        guard let ingress = endpoint.attachment?.port else { return }
        let verdict = evaluator.evaluate(flow, at: ingress)
        let walks = exchange(flow, [.syn], from: ingress)
        guard let decision = verdict.decision else {
            #expect(walks.first?.boxes == [], "\(name): \(flow) belongs to no chain but visited boxes")
            #expect(walks.first?.deliveries.isEmpty == true, "\(name): \(flow) belongs to no chain but arrived")
            return
        }
        guard let chain = tenant[chain: decision.chain] else { return }
        let opened = LiveFlow(
            flow: flow, ingress: ingress, source: EmulatedNetwork.name(tenant.id, chain.source.name),
            destination: EmulatedNetwork.name(tenant.id, chain.destination.name), visits: walks.first?.boxes ?? [],
            replyVisits: walks.dropFirst().first?.boxes ?? [])
        let function = { (box: String) in Self.function(of: box, in: tenant) }
        #expect(opened.visits.map(function) == decision.functions, "\(name): \(flow)")
        #expect(opened.replyVisits.map(function) == decision.repliesPass, "\(name): replies to \(flow)")
        if decision.direction == .symmetric {
            #expect(opened.replyVisits == opened.visits.reversed(), "\(name): replies to \(flow) do not retrace")
        }
        checkArrival(walks, opened)
        live.append(opened)
        // The handshake is finished at once; trackers soon forget connections that are half open.
        continueFlow(live.count - 1)
    }

    /// Sends a packet on a live flow, with its reply, and expects the boxes that it has visited before.
    mutating func continueFlow(_ index: Int, flags: TCPFlags = [.ack]) {
        let flow = live[index]
        let walks = exchange(flow.flow, flags, from: flow.ingress)
        #expect(walks.first?.boxes == flow.visits, "\(name): \(flow.flow) has moved")
        #expect(walks.dropFirst().first?.boxes == flow.replyVisits, "\(name): replies to \(flow.flow) have moved")
        checkArrival(walks, flow)
    }

    mutating func continueAll() {
        for index in live.indices { continueFlow(index) }
    }

    /// Closes TCP flows in both directions; what is left of the others idles out when the clock moves.
    mutating func close(_ indices: [Int]) {
        for index in indices where live[index].flow.transport == .tcp {
            continueFlow(index, flags: [.fin, .ack])
            _ = fabric.exchange(packet(live[index].flow, [.ack]), from: live[index].ingress, rounds: 1)
        }
        for index in indices.sorted(by: >) { live.remove(at: index) }
    }

    /// The boxes through which flows that are still open go.
    var boxesInUse: Set<String> { Set(live.flatMap { $0.visits + $0.replyVisits }) }

    /// Exactly one packet arrives in each direction, untagged, and the reply is what the source expects.
    private func checkArrival(_ walks: [Walk], _ flow: LiveFlow) {
        #expect(walks.count == 2, "\(name): \(flow.flow) got no reply: \(walks.first?.losses ?? [])")
        #expect(walks.allSatisfy { $0.losses.isEmpty }, "\(name): \(walks.flatMap(\.losses))")
        let arrivals = walks.map(\.deliveries)
        #expect(arrivals.map { $0.map(\.endpoint) } == [[flow.destination], [flow.source]], "\(name): \(flow.flow)")
        #expect(arrivals.allSatisfy { $0.allSatisfy { $0.packet.dscp == .bestEffort } }, "\(name): a tag got out")
        #expect(arrivals.last?.first?.packet.fiveTuple == flow.flow.reversed, "\(name): \(flow.flow)")
    }

    private mutating func exchange(_ flow: FiveTuple, _ flags: TCPFlags, from port: SwitchPort) -> [Walk] {
        exchanged += 1
        return fabric.exchange(packet(flow, flags), from: port)
    }

    private func packet(_ flow: FiveTuple, _ flags: TCPFlags) -> Packet {
        var packet = Packet(flow, flags: flags)
        packet.destination = AddressResolution().virtualMAC
        return packet
    }

    private static func function(of box: String, in tenant: Tenant) -> FunctionID {
        tenant.instances.first { EmulatedNetwork.name(tenant.id, $0.id.name) == box }?.function ?? "nobody"
    }
}
