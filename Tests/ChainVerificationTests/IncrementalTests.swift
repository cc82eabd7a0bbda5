import ChainComposition
import ChainVerification
import NetworkTypes
import ServiceChaining
import SteeringTestSupport
import TestSupport
import Testing

/// Updates one after the other: each moment is safe, and what is known afterwards is what a proof from scratch knows.
@Suite struct IncrementalTests {
    @Test("resident engine", arguments: UInt64(0)..<4)
    func resident(seed: UInt64) throws { try run(seed, ResidentEngine()) }

    @Test("reactive engine", arguments: UInt64(0)..<4)
    func reactive(seed: UInt64) throws { try run(seed, ReactiveEngine()) }

    private func run(_ seed: UInt64, _ engine: some SteeringEngine) throws {
        var deployment = RandomDeployment(seed: seed)
        let compiler = RuleCompiler(engine: engine)
        guard var plan = try? ChainComposer().plan(for: deployment.policy) else { return }
        var programs = compiler.compile(plan)
        var verifier = ChainVerifier(deployment.policy, plan, programs, engine: engine)
        for step in 0..<6 {
            let before = deployment.policy
            _ = deployment.change(chains: true) { _, _ in true }
            let drained =
                deployment.random.chance(0.3) ? Set(plan.paths.filter { $0.state == .draining }.map(\.id)) : []
            guard let next = try? ChainComposer().plan(for: deployment.policy, after: plan, releasing: drained) else {
                deployment.restore(before)
                continue
            }
            let update = compiler.update(from: plan, to: next)
            let result = verifier.verify(update, to: deployment.policy, next)
            #expect(result.isProved, "seed \(seed), step \(step): \(result.summary)")
            programs = update.applied(to: programs)
            plan = next
            let scratch = ChainVerifier(deployment.policy, plan, programs, engine: engine).result
            #expect(scratch.isProved, "seed \(seed), step \(step), from scratch: \(scratch.summary)")
            #expect(verifier.result.scope == scratch.scope, "seed \(seed), step \(step)")
        }
    }
}

extension VerificationResult {
    /// What was proved, but not how many look-ups that took.
    fileprivate var scope: [Int]? {
        guard case .proved(let found) = self else { return nil }
        return [found.entries, found.paths, found.ports, found.rules, found.shadowedRules]
    }
}
