import ChainComposition
import ChainVerification
import ServiceChaining
import SteeringTestSupport
import Testing

@Suite struct ProofTests {
    @Test(arguments: [ResidentEngine(), ReactiveEngine()] as [any SteeringEngine])
    func handwrittenPoliciesAreProved(engine: any SteeringEngine) throws {
        for policy in [
            SampleDeployment.golden(last: .mangles), SampleDeployment.golden(last: .terminates, passthroughs: 3),
            SampleDeployment.figure1(),
        ] {
            let plan = try ChainComposer().plan(for: policy)
            let programs = RuleCompiler(engine: engine).compile(plan)
            let result = ChainVerifier(policy, plan, programs, engine: engine).result
            #expect(result.isProved, "\(result)")
        }
    }
}
