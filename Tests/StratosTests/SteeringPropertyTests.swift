import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import SteeringTestSupport
import TestSupport
import Testing

@testable import Stratos

/// Random chains, boxes, weights and schedules: every packet visits what the evaluator says, and no live flow moves.
@Suite struct SteeringPropertyTests {
    @Test("resident engine", arguments: 0..<40 as Range<UInt64>)
    func resident(seed: UInt64) async throws {
        try await run(seed, ResidentEngine())
    }

    @Test("reactive engine", arguments: 0..<40 as Range<UInt64>)
    func reactive(seed: UInt64) async throws {
        try await run(seed, ReactiveEngine())
    }

    /// A third of the boxes route, and rewrite or not: with each carrier other boxes keep the tags.
    @Test(
        "other carriers", arguments: [TagEncapsulation.vlan, .mpls, .nsh, .tunnelMetadata], 100..<106 as Range<UInt64>)
    func otherCarriers(_ tags: TagEncapsulation, seed: UInt64) async throws {
        if seed % 2 == 0 {
            try await run(seed, ResidentEngine(), tags)
        } else {
            try await run(seed, ReactiveEngine(), tags)
        }
    }

    private func run(_ seed: UInt64, _ engine: some SteeringEngine, _ tags: TagEncapsulation = .dscp) async throws {
        var deployment = RandomDeployment(seed: seed, tags: tags)
        let diagnostics = deployment.policy.diagnostics()
        #expect(diagnostics.isEmpty, "seed \(seed): \(diagnostics)")
        var harness = await SteeringHarness(deployment.policy, engine: engine, name: "\(engine.name) seed \(seed)")
        do {
            try await harness.advance(to: deployment.policy)
        } catch let failure as CompositionFailure {
            // Some draws ask for more paths than there are tags: the composition says so, and that is all to see.
            let codes = Set(failure.problems.map(\.code))
            #expect(codes == [.tagsExhausted], "\(failure)")
            return
        }
        for _ in 0..<12 {
            try await turn(&deployment, &harness)
            harness.continueAll()
        }
    }

    private func turn(_ deployment: inout RandomDeployment, _ harness: inout SteeringHarness) async throws {
        for _ in 0..<6 { open(&deployment, &harness) }
        let before = deployment.policy
        let inUse = harness.boxesInUse
        let launched = deployment.change(chains: true) { !inUse.contains(EmulatedNetwork.name($0, $1.name)) }
        if let (tenant, instance) = launched {
            harness.fabric.withNetwork { $0.launch(instance, of: tenant) }
        }
        do {
            // A copy draws the same numbers again, and a flow opened twice is closed twice.
            var midway = deployment
            midway.random = SeededGenerator(seed: deployment.random.next())
            // While a chain itself changes, new flows may still go the old way: the evaluator knows one way only.
            let isSameChains = before.tenants.map(\.chains) == deployment.policy.tenants.map(\.chains)
            try await harness.advance(to: deployment.policy) { harness in
                if isSameChains { self.open(&midway, &harness) }
                harness.continueAll()
            }
        } catch is CompositionFailure {
            deployment.restore(before)
        }
        if deployment.random.chance(0.4) { try await drain(&deployment, &harness) }
    }

    private func open(_ deployment: inout RandomDeployment, _ harness: inout SteeringHarness) {
        guard let (tenant, endpoint, flow) = deployment.flow() else { return }
        let known = deployment.policy[tenant: tenant.id] ?? tenant
        harness.open(flow, from: endpoint, of: known, by: PolicyEvaluator(deployment.policy))
    }

    /// Some flows end, and what has drained is given up.
    private func drain(_ deployment: inout RandomDeployment, _ harness: inout SteeringHarness) async throws {
        let ending = harness.live.indices.filter { _ in deployment.random.chance(0.5) }
        let datagrams = harness.live.indices.filter { harness.live[$0].flow.transport != .tcp }
        harness.close(Array(Set(ending + datagrams)))
        harness.fabric.advance(by: .seconds(61))
        harness.continueAll()
        let flows = try await harness.liveFlows()
        let drained = harness.plan.paths.filter { $0.state == .draining && flows[$0.id] == nil }.map(\.id)
        try await harness.advance(to: deployment.policy, releasing: Set(drained))
    }
}

extension SteeringHarness {
    /// As the forwarding controller counts them.
    func liveFlows() async throws -> [PathID: Int] {
        if let reactive { return reactive.flowsByPath }
        return try await fabric.liveConnections().reduce(into: [:]) { flows, entry in
            flows[PathID.of(mark: entry.key).path, default: 0] += entry.value
        }
    }
}
