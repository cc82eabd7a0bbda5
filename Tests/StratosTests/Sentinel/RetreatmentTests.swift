import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import SteeringTestSupport
import TestSupport
import Testing

@testable import Stratos

/// A function is declared to rewrite while flows go through it: no packet of theirs is lost in any moment of the update.
@Suite struct RetreatmentTests {
    @Test("resident engine", arguments: 100..<125 as Range<UInt64>)
    func resident(seed: UInt64) async throws { try await run(seed, ResidentEngine()) }

    @Test("reactive engine", arguments: 100..<125 as Range<UInt64>)
    func reactive(seed: UInt64) async throws { try await run(seed, ReactiveEngine()) }

    private func run(_ seed: UInt64, _ engine: some SteeringEngine) async throws {
        var deployment = RandomDeployment(seed: seed)
        var harness = await SteeringHarness(deployment.policy, engine: engine, name: "\(engine.name) seed \(seed)")
        do { try await harness.advance(to: deployment.policy) } catch is CompositionFailure { return }
        for _ in 0..<15 { open(&deployment, &harness) }
        harness.continueAll()
        for (tenant, function) in candidates(deployment.policy) {
            let before = deployment.policy
            var policy = before
            guard let index = policy.tenants[tenant].functions.firstIndex(where: { $0.id == function }) else {
                continue
            }
            policy.tenants[tenant].functions[index].headers = .mangles
            do {
                try await harness.advance(to: policy) { $0.continueAll() }
            } catch is CompositionFailure {
                continue
            }
            deployment.restore(policy)
            harness.continueAll()
            for _ in 0..<6 { open(&deployment, &harness) }
            harness.continueAll()
        }
    }

    /// Functions that preserve headers and that only chains pass that go both ways.
    private func candidates(_ policy: Policy) -> [(Int, FunctionID)] {
        policy.tenants.indices.flatMap { index in
            policy.tenants[index].functions.filter { $0.headers == .preserves }.map { (index, $0.id) }
        }
    }

    private func open(_ deployment: inout RandomDeployment, _ harness: inout SteeringHarness) {
        guard let (tenant, endpoint, flow) = deployment.flow() else { return }
        harness.open(flow, from: endpoint, of: tenant, by: PolicyEvaluator(deployment.policy))
    }
}
