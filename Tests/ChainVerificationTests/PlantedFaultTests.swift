import ChainComposition
import ChainCompositionTesting
import ChainVerification
import NetworkTypes
import ServiceChaining
import SteeringTestSupport
import Testing

/// What is wrong on purpose is refuted, and packets on emulated switches agree: where the verifier says no, they
/// misbehave, and where it says yes, they do not.
@Suite struct PlantedFaultTests {
    @Test(arguments: PlantedFault.allCases.filter { $0.place == .rules })
    func everyFaultIsRefuted(fault: PlantedFault) throws {
        var refuted = 0
        for deployment in FaultyDeployment.all {
            var programs = deployment.programs
            guard fault.plant(in: &programs, of: deployment.plan) else { continue }
            let result = ChainVerifier(deployment.policy, deployment.plan, programs).result
            var emulated = deployment.emulated
            emulated.install(programs, after: deployment.programs)
            emulated.exercise(also: result.counterexamples.flatMap(\.variations))
            let misbehaves = !emulated.misbehaviour.isEmpty
            let isVisible = result.counterexamples.contains { !Self.unseen.contains($0.violation.code) }
            #expect(
                misbehaves == isVisible, "\(deployment.name): \(result.summary)\n\(emulated.misbehaviour.prefix(3))")
            if !result.isProved {
                refuted += 1
                break
            }
        }
        #expect(refuted > 0, "nobody finds \(fault)")
    }

    /// A fault that is planted in rules that were proved is refuted by what is walked through again, just as by a proof
    /// from scratch, and nothing of it is left when the rules are mended.
    @Test(arguments: PlantedFault.allCases.filter { $0.place == .rules })
    func everyFaultIsRefutedIncrementally(fault: PlantedFault) {
        var refuted = 0
        for deployment in FaultyDeployment.all {
            var programs = deployment.programs
            guard fault.plant(in: &programs, of: deployment.plan) else { continue }
            let (policy, plan) = (deployment.policy, deployment.plan)
            var verifier = ChainVerifier(policy, plan, deployment.programs)
            _ = verifier.verify(PlanUpdate(from: deployment.programs, to: programs), to: policy, plan)
            let scratch = ChainVerifier(policy, plan, programs).result
            #expect(verifier.result.isProved == scratch.isProved, "\(deployment.name): \(verifier.result.summary)")
            #expect(
                Set(verifier.result.counterexamples.map(\.violation.code))
                    == Set(scratch.counterexamples.map(\.violation.code)), "\(deployment.name)")
            _ = verifier.verify(PlanUpdate(from: programs, to: deployment.programs), to: policy, plan)
            #expect(verifier.result.isProved, "\(deployment.name), mended: \(verifier.result.summary)")
            if !scratch.isProved {
                refuted += 1
                break
            }
        }
        #expect(refuted > 0, "nobody finds \(fault)")
    }

    /// Nobody sees these in what becomes of packets: rules that do nothing, and flows that were not there before.
    static let unseen: Set<Violation.Code> = [.ownerless, .stuck]

    @Test func soundDeploymentsBehave() {
        for deployment in FaultyDeployment.all {
            var emulated = deployment.emulated
            emulated.exercise()
            #expect(emulated.misbehaviour.isEmpty, "\(deployment.name): \(emulated.misbehaviour.prefix(3))")
            let result = ChainVerifier(deployment.policy, deployment.plan, deployment.programs).result
            #expect(result.isProved, "\(deployment.name): \(result.summary)")
        }
    }
}

/// A deployment to plant faults in: some paths drain, and flows go along them.
private struct FaultyDeployment: Sendable {
    let name: String
    let policy: Policy
    let plan: SteeringPlan
    let programs: [DatapathID: SwitchProgram]
    /// With flows that were opened before anything drained.
    let emulated: EmulatedDeployment

    static let all: [FaultyDeployment] =
        [
            make("golden", SampleDeployment.golden(last: .mangles, passthroughs: 3), draining: "p2"),
            make("figure 1", SampleDeployment.figure1(firewalls: 3), draining: "fw1"),
        ].compactMap { $0 }
        + AddressFamily.allCases.compactMap { family in
            // Two tenants on several switches, over either family.
            (UInt64(0)...500).lazy.compactMap { seed -> FaultyDeployment? in
                let deployment = RandomDeployment(seed: seed)
                guard deployment.family == family, deployment.policy.tenants.count > 1,
                    deployment.policy.forwarders.count > 1
                else { return nil }
                return make("seed \(seed)", deployment.policy, draining: nil)
            }.first
        }

    private static func make(_ name: String, _ policy: Policy, draining: InstanceID?) -> FaultyDeployment? {
        let composer = ChainComposer(), compiler = RuleCompiler(engine: ResidentEngine())
        guard let first = try? composer.plan(for: policy) else { return nil }
        var emulated = EmulatedDeployment(policy)
        let programs = compiler.compile(first)
        emulated.install(programs)
        emulated.exercise()
        var next = policy
        for tenant in next.tenants.indices {
            for index in next.tenants[tenant].instances.indices
            where next.tenants[tenant].instances[index].id == draining {
                next.tenants[tenant].instances[index].state = .draining
            }
        }
        guard let second = try? composer.plan(for: next, after: first) else { return nil }
        let target = compiler.compile(second)
        emulated.install(target, after: programs)
        emulated.policy = next
        return FaultyDeployment(name: name, policy: next, plan: second, programs: target, emulated: emulated)
    }
}

extension Counterexample {
    /// The flow and others like it, since a group may pick any bucket for one.
    fileprivate var variations: [(FiveTuple, SwitchPort)] {
        guard let flow, let ingress, mark == 0 else { return [] }
        return (UInt16(0)..<16).map { number in
            var other = flow
            if flow.transport.hasPorts { other.sourcePort = TransportPort(rawValue: 40_000 + number) }
            return (other, ingress)
        }
    }
}
