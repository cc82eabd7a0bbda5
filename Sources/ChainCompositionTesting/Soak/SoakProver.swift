package import ChainComposition
internal import ChainVerification
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// Follows a run with the verifier in the place of traffic: every change is proved, and what the controller of the
/// reactive engine has answered.
struct SoakProver: Sendable {
    private var verifier: ChainVerifier?
    /// What was answered of late.
    private var answers: [FlowAnswer] = []
    /// What was refuted first.
    private(set) var refutation: Counterexample?
    /// True once a rule was met whose meaning the verifier does not know.
    private(set) var isUndecided = false

    /// How many answers are looked at after each change.
    private static let answerLimit = 16

    /// Switches are empty again, and nobody remembers anything.
    mutating func startAnew() {
        verifier = nil
        answers = []
    }

    mutating func prove(_ change: PlannedChange, from policy: Policy, to next: Policy, on steered: SteeredNetwork) {
        var verifier =
            verifier
            ?? ChainVerifier(
                Policy(forwarders: policy.forwarders, tenants: []), SteeringPlan(), [:],
                engine: steered.compiler.engine)
        note(verifier.verify(change.steps, to: next, change.plan))
        self.verifier = verifier
    }

    /// Some rules of single flows are taken away, and what is left of them is proved.
    mutating func delete(_ deletions: [(DatapathID, FlowMod)]) {
        for index in answers.indices {
            answers[index].delete(deletions)
            prove(answers[index])
        }
        answers.removeAll { $0.rules.isEmpty }
    }

    mutating func add(_ answer: FlowAnswer) {
        answers.append(answer)
        if answers.count > Self.answerLimit { answers.removeFirst() }
        prove(answer)
    }

    private mutating func prove(_ answer: FlowAnswer) {
        if let verifier { note(verifier.verify(answer)) }
    }

    private mutating func note(_ result: VerificationResult) {
        refutation = refutation ?? result.counterexamples.first
        if case .undecided = result { isUndecided = true }
    }
}

extension SoakRun {
    /// One run from start to end in which every change is proved and no packet is sent; it ends with what is refuted.
    ///
    /// A change that interrupts flows, as when a box begins to rewrite, is refuted with one of them.
    package static func proof(
        seed: UInt64, events: Int, engine: some SteeringEngine, fault: PlantedFault? = nil,
        drawing urn: [SoakEvent] = []
    ) -> SoakRun {
        var run = SoakRun(seed: seed, engine: engine, fault: fault, drawing: urn)
        run.prover = SoakProver()
        run.start()
        for _ in 0..<events where run.report.violations.isEmpty { run.advance() }
        return run
    }

    /// Goes on to another policy, proving every moment of the way.
    mutating func prove(_ change: PlannedChange, to next: Policy) {
        prover?.prove(change, from: policy, to: next, on: steered)
        if change.parts.contains(where: { if case .decide = $0 { true } else { false } }) {
            prover?.delete(steered.answering?.update(change.plan) ?? [])
        }
        steered.finish(change)
        policy = next
        evaluators = [PolicyEvaluator(policy)]
        report.updates += 1
        noteRefutation()
    }

    /// Two flows of which the controller of the reactive engine hears for the first time.
    mutating func askController() {
        guard prover != nil, steered.answering != nil else { return }
        for _ in 0..<2 {
            guard let draw = generator.flow(in: policy),
                let decision = steered.answering?.decide(draw.flow, marking: draw.marking, at: draw.ingress)
            else { continue }
            prover?.add(FlowAnswer(draw, decision))
        }
        noteRefutation()
    }

    private mutating func noteRefutation() {
        guard let found = prover?.refutation, report.violations.isEmpty else { return }
        violate(.refuted, "\(found)")
    }
}

extension FlowAnswer {
    fileprivate init(_ draw: FlowDraw, _ decision: ReactiveSteering.Decision) {
        switch decision {
        case .install(let path, let rules): self.init(flow: draw.flow, at: draw.ingress, path: path, rules: rules)
        case .drop(let rule):
            self.init(flow: draw.flow, at: draw.ingress, path: nil, rules: [(draw.ingress.datapath, rule)])
        case .reset(let path, _): self.init(flow: draw.flow, at: draw.ingress, path: path, rules: [])
        }
    }
}
