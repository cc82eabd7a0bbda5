import ChainComposition
import ChainVerification
import NetworkTypes
import ServiceChaining
import SteeringTestSupport
import Testing

/// Every carrier, kind of box and kind of chain that policies can ask for is proved.
@Suite struct FeatureProofTests {
    @Test(arguments: TagEncapsulation.allCases)
    func everyCarrier(tags: TagEncapsulation) throws {
        var policy = SampleDeployment.figure1(firewalls: 3)
        policy.tenants[0].tags = tags
        try prove(policy)
    }

    @Test(arguments: ServiceFunctionChain.Stickiness.allCases)
    func everyStickiness(stickiness: ServiceFunctionChain.Stickiness) throws {
        var policy = SampleDeployment.golden(last: .mangles, passthroughs: 3)
        policy.tenants[0].chains[0].stickiness = stickiness
        try prove(policy)
    }

    @Test func flowsThatEitherEndBegins() throws {
        var policy = SampleDeployment.golden(last: .preserves, passthroughs: 2)
        policy.tenants[0].chains[0].initiator = .either
        try prove(policy)
    }

    @Test func branchesOnMarksAndOnTraffic() throws {
        let marking = try #require(DSCP(rawValue: 46))
        for condition in [ChainBranch.Condition.marked(marking), .traffic(.tcp(8443))] {
            var policy = SampleDeployment.golden(last: .preserves, passthroughs: 2)
            policy.tenants[0].chains[0].branches = [ChainBranch(after: "passthrough", when: condition, through: [])]
            try prove(policy)
        }
    }

    @Test func keptMarkings() throws {
        var policy = SampleDeployment.golden(last: .preserves, passthroughs: 2)
        policy.tenants[0].chains[0].keptMarkings = [try #require(DSCP(rawValue: 10)), try #require(DSCP(rawValue: 46))]
        try prove(policy)
    }

    @Test(arguments: [HeaderTreatment.preserves, .mangles])
    func boxesWithOnePort(last: HeaderTreatment) throws {
        var policy = SampleDeployment.golden(last: last, passthroughs: 2)
        for index in policy.tenants[0].instances.indices {
            let attachment = policy.tenants[0].instances[index].attachment
            policy.tenants[0].instances[index].attachment = InstanceAttachment(
                oneArmed: attachment.left, mac: attachment.leftMAC)
        }
        try prove(policy)
    }

    @Test func taps() throws {
        var policy = SampleDeployment.golden(last: .mangles, passthroughs: 2)
        policy.tenants[0].functions[0].insertion = .tap
        for index in policy.tenants[0].instances.indices
        where policy.tenants[0].instances[index].function == "passthrough" {
            let attachment = policy.tenants[0].instances[index].attachment
            policy.tenants[0].instances[index].attachment = InstanceAttachment(oneArmed: attachment.left)
        }
        try prove(policy)
    }

    private func prove(_ policy: Policy) throws {
        let plan = try ChainComposer().plan(for: policy)
        for engine in [ResidentEngine(), ReactiveEngine()] as [any SteeringEngine] {
            let programs = RuleCompiler(engine: engine).compile(plan)
            let result = ChainVerifier(policy, plan, programs, engine: engine).result
            #expect(result.isProved, "\(engine.name): \(result.summary)")
        }
    }
}
