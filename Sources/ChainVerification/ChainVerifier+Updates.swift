public import ChainComposition
internal import NetworkTypes
public import ServiceChaining

extension ChainVerifier {
    /// Proves that every moment of an update is safe, and what holds when it is done.
    ///
    /// In each step every switch may or may not have had its turn, whatever the others have. New flows then pass the
    /// functions of the old policy or those of the new one, never a mixture; flows on paths that both plans have keep
    /// them; and nothing leaves its tenant. Only what the changed rules may concern is walked through again.
    ///
    /// Afterwards the verifier stands at the new policy and plan.
    ///
    /// - Returns: refuted where a moment on the way is not safe, else ``result`` for the end.
    /// - Complexity: linear in the checks whose walks consult a table where a changed rule stands, plus a comparison
    ///   of the policies and plans.
    public mutating func verify(
        _ update: PlanUpdate, to next: Policy, _ nextPlan: SteeringPlan
    ) -> VerificationResult {
        verify(update.steps, to: next, nextPlan)
    }

    /// Proves that every moment of some steps is safe, whoever has put them in order.
    package mutating func verify(
        _ steps: [PlanUpdate.Step], to next: Policy, _ nextPlan: SteeringPlan
    ) -> VerificationResult {
        let steps = timed(steps, nextPlan)
        let transition = Transition(from: policy, plan, to: next, nextPlan, surroundings)
        for id in transition.changed { nextPlan.tenants[id].map { addMarks(of: $0) } }
        var moments: [Check: CheckOutcome] = [:]
        var touched: Set<Check> = []
        var failures: [CheckOutcome] = []
        for step in steps {
            let concerned = dependencies.concerned(by: step.changes)
            let outcomes = prove(transition, concerned, step)
            for (check, outcome) in outcomes {
                // The next step may concern what the walks have met for the first time in this one.
                if let known = moments[check] ?? self.outcomes[check] { dependencies.remove(check, known.record) }
                moments[check] = outcome
                dependencies.add(check, outcome.record)
            }
            failures += outcomes.map(\.1).failures
            touched.formUnion(concerned)
        }
        for (check, outcome) in moments {
            dependencies.remove(check, outcome.record)
            if let known = self.outcomes[check] { dependencies.add(check, known.record) }
        }
        settle(transition, next, nextPlan, touched.union(moments.keys))
        return result(after: failures)
    }

    /// One step, and what holds while it is carried out.
    private struct Step {
        let changes: [DatapathID: SwitchChange]
        /// By which a controller decides meanwhile: behind the steps that divert by the new one.
        let plan: SteeringPlan
        /// True while entries are closed, so that new flows may be dropped.
        let mayDrop: Bool
    }

    private func timed(_ steps: [PlanUpdate.Step], _ next: SteeringPlan) -> [Step] {
        var isClosed = false
        return steps.map { step in
            isClosed = step.phase == .close || (isClosed && step.phase < .retire)
            return Step(changes: step.changes, plan: step.phase == .retire ? next : plan, mayDrop: isClosed)
        }
    }

    /// Carries out what has to hold in the middle of a step, and goes on behind it.
    private mutating func prove(
        _ transition: Transition, _ concerned: Set<Check>, _ step: Step
    ) -> [(Check, CheckOutcome)] {
        let before = network
        network.apply(step.changes)
        note(step.changes, before)
        let moment = NetworkMoment(from: before, to: network, changing: Set(step.changes.keys))
        let prover = prover(moment, transition.surroundings, step.plan)
        return transition.checks(for: concerned, mayDrop: step.mayDrop).map { ($0, prover.outcome(of: $0)) }
    }

    private mutating func note(_ changes: [DatapathID: SwitchChange], _ before: CompiledNetwork) {
        for (datapath, change) in changes {
            for rule in change.rules {
                let known = before.switches[datapath]?[rule.key], next = network.switches[datapath]?[rule.key]
                guard (known ?? next)?.concernsTraffic == true else { continue }
                ownership.set(next, at: .init(datapath: datapath, key: rule.key), before: known)
            }
            for group in change.groups {
                ownership.set(.init(datapath: datapath, group: group.group), exists: group.kind != .delete)
            }
        }
    }

    private func result(after failures: [CheckOutcome]) -> VerificationResult {
        let end = result
        let counterexamples = failures.compactMap(\.counterexample) + end.counterexamples
        guard counterexamples.isEmpty else { return .refuted(Array(counterexamples.prefix(Self.reportLimit))) }
        let undecided = failures.compactMap(\.undecided)
        return undecided.isEmpty || !end.isProved ? end : .undecided(undecided)
    }

    /// Makes the new policy and plan the verifier's own, and proves what is new or may have changed.
    private mutating func settle(
        _ transition: Transition, _ next: Policy, _ nextPlan: SteeringPlan, _ touched: Set<Check>
    ) {
        let isSameFabric = policy.forwarders == next.forwarders
        var redo = touched.filter { outcomes[$0] != nil }
        for id in transition.changed {
            let (before, after) = transition.tenant(id)
            if isSameFabric {
                before.map { surroundings.remove($0) }
                after.map { surroundings.add($0) }
            }
            plan.tenants[id].map { removeMarks(of: $0) }
        }
        for id in transition.changed {
            nextPlan.tenants[id].map { addMarks(of: $0) }
            let known = checks[id] ?? []
            let wanted = transition.tenant(id).after.map { self.wanted(of: $0, nextPlan.tenants[id]) } ?? []
            for check in known.subtracting(wanted) { forget(check) }
            redo.formUnion(transition.isReplugged(id) || !isSameFabric ? wanted : wanted.subtracting(known))
            checks[id] = wanted.isEmpty ? nil : wanted
        }
        if !isSameFabric { surroundings = Surroundings(next) }
        (policy, plan) = (next, nextPlan)
        prove(redo.filter { checks[$0.tenant]?.contains($0) == true })
    }
}

extension [CheckOutcome] {
    /// Those that did not come out well, in the order in which they are told.
    fileprivate var failures: [CheckOutcome] {
        filter { $0.counterexample != nil || $0.undecided != nil }.sorted {
            ($0.counterexample?.order ?? []).lexicographicallyPrecedes($1.counterexample?.order ?? [])
        }
    }
}
