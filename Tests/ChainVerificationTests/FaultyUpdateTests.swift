import ChainComposition
import ChainCompositionTesting
import ChainVerification
import NetworkTypes
import OpenFlow
import ServiceChaining
import SteeringTestSupport
import Testing

/// Updates that are carried out in the wrong order, or not all of them, are refuted.
@Suite struct FaultyUpdateTests {
    static let faults: [PlantedFault] = [
        .retiredFirst, .divertedFirst, .nothingRetired, .groupsLeft, .switchSkipped, .modificationsSkipped,
    ]

    @Test(arguments: faults)
    func everyFaultIsRefuted(fault: PlantedFault) throws {
        var refuted: [Violation.Code] = []
        for change in Change.all {
            var verifier = ChainVerifier(change.before, change.plan, change.programs)
            let parts = fault.plant(in: change.update)
            guard parts != change.update.steps else { continue }
            let result = verifier.verify(parts, to: change.after, change.next)
            refuted += result.counterexamples.map(\.violation.code)
        }
        #expect(!refuted.isEmpty, "nobody finds \(fault)")
    }

    @Test func soundUpdatesAreProved() throws {
        for change in Change.all {
            var verifier = ChainVerifier(change.before, change.plan, change.programs)
            let result = verifier.verify(change.update, to: change.after, change.next)
            #expect(result.isProved, "\(change.name): \(result.summary)")
        }
    }

    /// A moment is refuted with the switches that have had their turn.
    @Test func theMomentIsNamed() throws {
        let change = Change.all[0]
        var verifier = ChainVerifier(change.before, change.plan, change.programs)
        let parts = PlantedFault.divertedFirst.plant(in: change.update)
        let result = verifier.verify(parts, to: change.after, change.next)
        let found = try #require(result.counterexamples.first { !$0.updated.isEmpty })
        #expect(found.updated.values.contains(true))
        #expect(found.walk.contains { if case .enteredSwitch(_, isUpdated: true) = $0 { true } else { false } })
        #expect(found.flow != nil && found.ingress != nil)
    }
}

/// A policy, what becomes of it, and the way there.
private struct Change: Sendable {
    let name: String
    let before: Policy
    let plan: SteeringPlan
    let programs: [DatapathID: SwitchProgram]
    let after: Policy
    let next: SteeringPlan
    let update: PlanUpdate

    static let all: [Change] = [
        make(
            "one more", SampleDeployment.golden(last: .mangles),
            SampleDeployment.golden(last: .mangles, passthroughs: 3)),
        make(
            "one less", SampleDeployment.figure1(firewalls: 3), SampleDeployment.figure1(firewalls: 2), isDrained: true),
        make("a chain less", SampleDeployment.figure1(), withoutLastChain, isDrained: true),
    ].compactMap { $0 }

    private static var withoutLastChain: Policy {
        var policy = SampleDeployment.figure1()
        policy.tenants[0].chains.removeLast()
        return policy
    }

    private static func make(_ name: String, _ before: Policy, _ after: Policy, isDrained: Bool = false) -> Change? {
        let composer = ChainComposer(), compiler = RuleCompiler(engine: ResidentEngine())
        guard let plan = try? composer.plan(for: before) else { return nil }
        let drained = isDrained ? Set(plan.paths.map(\.id)) : []
        guard let next = try? composer.plan(for: after, after: plan, releasing: drained) else { return nil }
        return Change(
            name: name, before: before, plan: plan, programs: compiler.compile(plan), after: after, next: next,
            update: compiler.update(from: plan, to: next))
    }
}
