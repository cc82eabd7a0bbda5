import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import SteeringTestSupport
import Synchronization
import TestSupport
import Testing

@testable import Stratos

/// From one engine to the other and back under traffic: nobody moves, and new flows find their way at every moment.
@Suite struct EngineChangeTests {
    /// Flows and what they visit, shared with what happens between bundles.
    private final class Traffic: Sendable {
        private struct State {
            var traffic: EmulatedTraffic
            var deployment: RandomDeployment
            var live: [(flow: FiveTuple, port: SwitchPort, visits: [String], replies: [String]?)] = []
        }

        private let state: Mutex<State>
        private let name: String

        init(_ fabric: EmulatedFabric, _ deployment: RandomDeployment, name: String) {
            state = Mutex(State(traffic: EmulatedTraffic(fabric), deployment: deployment))
            self.name = name
        }

        var count: Int { state.withLock { $0.live.count } }

        func open() {
            state.withLock { state in
                guard let (tenant, endpoint, flow) = state.deployment.flow(), let port = endpoint.attachment?.port
                else { return }
                let verdict = PolicyEvaluator(state.deployment.policy).evaluate(flow, at: port)
                let first = state.traffic.open(flow, from: port)
                let functions = first.visits.map { box in
                    tenant.instances.first { EmulatedNetwork.name(tenant.id, $0.id.name) == box }?.function
                }
                #expect(functions == verdict.functions, "\(name): \(flow)")
                guard verdict.decision != nil else { return }
                #expect(first.isComplete, "\(name): \(flow): \(first.losses)")
                state.live.append((flow, port, first.visits, first.replyVisits))
            }
        }

        func goOn() {
            state.withLock { state in
                for it in state.live {
                    let next = state.traffic.exchange(it.flow, from: it.port)
                    #expect(next.visits == it.visits, "\(name): \(it.flow) has moved")
                    #expect(next.replyVisits == it.replies, "\(name): replies to \(it.flow) have moved")
                    #expect(next.isComplete, "\(name): \(it.flow): \(next.losses)")
                }
            }
        }
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func backAndForth(seed: UInt64) async throws {
        let deployment = RandomDeployment(seed: seed)
        let base = EmulatedFabric(EmulatedNetwork(deployment.policy))
        let fabric = FaultyFabric(base)
        let engines: [any SteeringEngine] =
            seed % 2 == 0 ? [ResidentEngine(), ReactiveEngine()] : [ReactiveEngine(), ResidentEngine()]
        let controller = ForwardingController(
            fabric: fabric, engine: engines[0], timeouts: .init(memory: .seconds(300)), clock: { base.network.now })
        do {
            try await controller.apply(deployment.policy)
        } catch is CompositionFailure {
            return
        }
        let traffic = Traffic(base, deployment, name: "seed \(seed)")
        for _ in 0..<8 { traffic.open() }
        for turn in 1...3 {
            fabric.whenBundleComes { number in
                if number % 3 == 0 { traffic.open() }
                traffic.goOn()
            }
            let next: any SteeringEngine = engines[turn % 2]
            try await controller.changeEngine(to: next)
            fabric.whenBundleComes(nil)
            #expect(await controller.engine.name == next.name)
            for _ in 0..<4 { traffic.open() }
            traffic.goOn()
            let clean = RuleCompiler(engine: next).compile(await controller.plan)
            let held = await controller.programs
            #expect(held.filter { !$0.value.rules.isEmpty } == clean.filter { !$0.value.rules.isEmpty }, "seed \(seed)")
        }
        #expect(traffic.count > 0)
    }

    @Test("a switch that refuses keeps the engine that was", arguments: [true, false])
    func refused(isResident: Bool) async throws {
        let deployment = FailurePolicyTests.deployment(.closed)
        let inner = EmulatedFabric(EmulatedNetwork(deployment.policy))
        let fabric = UnreliableFabric(inner)
        let engines: [any SteeringEngine] =
            isResident
            ? [ResidentEngine(), ReactiveEngine()]
            : [
                ReactiveEngine(), ResidentEngine(),
            ]
        let controller = ForwardingController(fabric: fabric, engine: engines[0], clock: { inner.network.now })
        try await controller.apply(deployment.policy)
        var traffic = EmulatedTraffic(inner)
        let flow = SmallDeployment.flow(from: 1000)
        let before = traffic.open(flow, from: FailureBed.client)
        for refusal in 0..<6 {
            fabric.refuse { $0 == 2 && $1 == refusal }
            do {
                try await controller.changeEngine(to: engines[1])
                break
            } catch {
                #expect(await controller.engine.name == engines[0].name)
                let next = traffic.exchange(flow, from: FailureBed.client)
                #expect(next.visits == before.visits, "refusal \(refusal): \(next.losses)")
                #expect(
                    traffic.open(SmallDeployment.flow(from: UInt16(2000 + refusal)), from: FailureBed.client)
                        .isComplete)
            }
        }
        let after = traffic.exchange(flow, from: FailureBed.client)
        #expect(after.visits == before.visits, "\(after.losses)")
    }
}
