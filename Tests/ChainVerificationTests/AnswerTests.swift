import ChainComposition
import ChainVerification
import NetworkTypes
import OpenFlow
import ServiceChaining
import SteeringTestSupport
import Testing

/// What the controller of the reactive engine answers is proved flow by flow.
@Suite struct AnswerTests {
    private let policy = SampleDeployment.figure1(firewalls: 2)
    private let composer = ChainComposer()
    private let compiler = RuleCompiler(engine: ReactiveEngine())

    private func verifier(_ plan: SteeringPlan) -> ChainVerifier {
        ChainVerifier(policy, plan, compiler.compile(plan), engine: ReactiveEngine())
    }

    /// One flow of each class of a tenant's chains, and where it enters.
    private func flows(of tenant: Tenant) -> [(FiveTuple, SwitchPort)] {
        var result: [(FiveTuple, SwitchPort)] = []
        for traffic in tenant.chains.flatMap({ chain in tenant.trafficClasses(of: chain) }) {
            let flow = FiveTuple(
                source: traffic.source.address, destination: traffic.destination.address,
                transport: traffic.transport ?? .tcp, sourcePort: 40_000,
                destinationPort: traffic.destinationPorts.lowerBound)
            if let port = traffic.ingress { result.append((flow, port)) }
        }
        return result
    }

    private func answers(_ steering: inout ReactiveSteering) -> [FlowAnswer] {
        policy.tenants.flatMap(flows).compactMap { flow, port in
            guard case .install(let path, let rules) = steering.decide(flow, at: port) else { return nil }
            return FlowAnswer(flow: flow, at: port, path: path, rules: rules)
        }
    }

    @Test func soundAnswersAreProved() throws {
        let plan = try composer.plan(for: policy)
        let verifier = verifier(plan)
        var steering = ReactiveSteering(plan)
        let answers = answers(&steering)
        #expect(answers.count >= 2)
        for answer in answers { #expect(verifier.verify(answer).isProved, "\(verifier.verify(answer).summary)") }
    }

    @Test func aMissingRuleIsRefutedWithThePacketThatAsksAgain() throws {
        let plan = try composer.plan(for: policy)
        let verifier = verifier(plan)
        var steering = ReactiveSteering(plan)
        for var answer in answers(&steering) {
            answer.rules.removeFirst()
            let found = try #require(verifier.verify(answer).counterexamples.first)
            #expect(found.violation.code == .lost && found.flow == answer.flow && found.ingress == answer.port)
            #expect(found.walk.contains { if case .askedController = $0 { true } else { false } })
        }
    }

    /// The flows' paths go: what is left of their rules stands in the way of new packets, until it is deleted.
    @Test func rulesOfPathsThatAreGoneAreRefuted() throws {
        let plan = try composer.plan(for: policy)
        var steering = ReactiveSteering(plan)
        let answers = answers(&steering)
        // Fresh numbers for the same paths.
        let empty = try composer.plan(for: Policy(forwarders: policy.forwarders, tenants: []), after: plan)
        let next = try composer.plan(for: policy, after: empty)
        let verifier = verifier(next)
        let deletions = steering.update(next)
        for var answer in answers {
            let left = try #require(verifier.verify(answer).counterexamples.first)
            #expect(left.flow == answer.flow && !left.walk.isEmpty)
            answer.delete(deletions)
            #expect(answer.rules.isEmpty)
            #expect(verifier.verify(answer).isProved)
        }
    }

    @Test func aDropOfAFlowThatHasAChainIsRefuted() throws {
        let plan = try composer.plan(for: policy)
        let verifier = verifier(plan)
        var steering = ReactiveSteering(SteeringPlan())
        let (flow, port) = try #require(policy.tenants.flatMap(flows).first)
        guard case .drop(let rule) = steering.decide(flow, at: port) else {
            Issue.record("nobody has a chain by an empty plan")
            return
        }
        var answer = FlowAnswer(flow: flow, at: port, path: nil, rules: [(port.datapath, rule)])
        #expect(verifier.verify(answer).counterexamples.first?.violation.code == .lost)
        answer.delete(steering.update(plan))
        #expect(answer.rules.isEmpty && verifier.verify(answer).isProved)
    }
}
