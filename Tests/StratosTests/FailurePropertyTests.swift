import ChainComposition
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import SteeringTestSupport
import TestSupport
import Testing

@testable import Stratos

/// Random deployments whose functions fail and come back: new flows pass what the evaluator says, and none but those
/// through instances that failed ever moves.
@Suite struct FailurePropertyTests {
    @Test("resident engine", arguments: 0..<10 as Range<UInt64>)
    func resident(seed: UInt64) async throws {
        try await run(seed, ResidentEngine())
    }

    @Test("reactive engine", arguments: 0..<10 as Range<UInt64>)
    func reactive(seed: UInt64) async throws {
        try await run(seed, ReactiveEngine())
    }

    private func run(_ seed: UInt64, _ engine: some SteeringEngine) async throws {
        var deployment = RandomDeployment(seed: seed)
        deployment.restore(Self.withPolicies(deployment.policy, &deployment.random))
        var harness = await SteeringHarness(deployment.policy, engine: engine, name: "\(engine.name) seed \(seed)")
        do {
            try await harness.advance(to: deployment.policy)
        } catch is CompositionFailure {
            return
        }
        for _ in 0..<8 { try await turn(&deployment, &harness) }
        deployment.restore(Self.allActive(deployment.policy))
        try await Self.advance(&harness, to: deployment.policy)
        open(&deployment, &harness)
        harness.continueAll()
    }

    private func turn(_ deployment: inout RandomDeployment, _ harness: inout SteeringHarness) async throws {
        for _ in 0..<5 { open(&deployment, &harness) }
        let before = deployment.policy
        deployment.restore(Self.failing(before, &deployment.random))
        let moved = Self.endangered(deployment.policy)
        do {
            try await Self.advance(&harness, to: deployment.policy, sparing: moved)
        } catch is CompositionFailure {
            deployment.restore(before)
        }
        for _ in 0..<3 { open(&deployment, &harness) }
        harness.continueAll()
    }

    /// Flows through boxes that are lost and are not to be kept are over before the update is.
    private static func advance(
        _ harness: inout SteeringHarness, to policy: Policy, sparing boxes: Set<String> = []
    ) async throws {
        harness.forget(through: boxes)
        try await harness.advance(to: policy) { $0.continueAll() }
    }

    private func open(_ deployment: inout RandomDeployment, _ harness: inout SteeringHarness) {
        guard let (tenant, endpoint, flow) = deployment.flow() else { return }
        let known = deployment.policy[tenant: tenant.id] ?? tenant
        harness.open(flow, from: endpoint, of: known, by: PolicyEvaluator(deployment.policy))
    }

    /// Half of the functions keep the flows of an instance that fails, the others give them other paths.
    private static func withPolicies(_ policy: Policy, _ random: inout SeededGenerator) -> Policy {
        var policy = policy
        for tenant in policy.tenants.indices {
            let functions = policy.tenants[tenant].functions.map(\.id)
            for index in policy.tenants[tenant].functions.indices {
                let other = functions.randomElement(using: &random) ?? "nobody"
                let reactions: [FailurePolicy.Reaction] = [.closed, .open, .bypass, .backup(other)]
                policy.tenants[tenant].functions[index].onFailure = FailurePolicy(
                    reactions.randomElement(using: &random) ?? .closed, existing: random.chance(0.5) ? .keep : .repin)
            }
        }
        return policy
    }

    /// All instances of a random function fail, or are back; one alone may fail where no clones share them out.
    private static func failing(_ policy: Policy, _ random: inout SeededGenerator) -> Policy {
        var policy = policy
        guard let tenant = policy.tenants.indices.randomElement(using: &random),
            let function = policy.tenants[tenant].functions.randomElement(using: &random)
        else { return policy }
        let own = policy.tenants[tenant].instances.indices.filter {
            policy.tenants[tenant].instances[$0].function == function.id
        }
        let isLost = random.chance(0.6)
        let single = own.randomElement(using: &random)
        let chosen = function.headers == .preserves && random.chance(0.4) ? single.map { [$0] } ?? [] : own
        for index in chosen { policy.tenants[tenant].instances[index].state = isLost ? .failed : .active }
        return policy
    }

    private static func allActive(_ policy: Policy) -> Policy {
        var policy = policy
        for tenant in policy.tenants.indices {
            for index in policy.tenants[tenant].instances.indices {
                policy.tenants[tenant].instances[index].state = .active
            }
        }
        return policy
    }

    /// The boxes whose flows may get other paths.
    private static func endangered(_ policy: Policy) -> Set<String> {
        Set(
            policy.tenants.flatMap { tenant in
                tenant.instances.filter {
                    $0.state == .failed && tenant[function: $0.function]?.onFailure.existing == .repin
                }.map { EmulatedNetwork.name(tenant.id, $0.id.name) }
            })
    }
}
