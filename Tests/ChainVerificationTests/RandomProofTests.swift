import ChainComposition
import ChainVerification
import NetworkTypes
import ServiceChaining
import SteeringTestSupport
import TestSupport
import Testing

/// Whatever the composition makes of random policies, it is proved.
@Suite struct RandomProofTests {
    @Test("resident engine", arguments: UInt64(0)..<16)
    func resident(seed: UInt64) throws { try prove(seed, ResidentEngine()) }

    @Test("reactive engine", arguments: UInt64(0)..<16)
    func reactive(seed: UInt64) throws { try prove(seed, ReactiveEngine()) }

    private func prove(_ seed: UInt64, _ engine: some SteeringEngine) throws {
        let policy = RandomDeployment(seed: seed).policy
        guard let plan = try? ChainComposer().plan(for: policy) else { return }
        let programs = RuleCompiler(engine: engine).compile(plan)
        let result = ChainVerifier(policy, plan, programs, engine: engine).result
        #expect(result.isProved, "seed \(seed): \(result.summary)")
    }
}

extension VerificationResult {
    /// The result in words, counterexamples with their walks.
    var summary: String {
        switch self {
        case .proved(let statistics): "proved: \(statistics)"
        case .refuted(let found): "refuted:\n" + found.prefix(2).map(\.description).joined(separator: "\n\n")
        case .undecided(let rules): "undecided: \(rules)"
        }
    }
}
