internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

/// A policy file with its plan and rules, and what was there before.
struct Composition {
    let policy: Policy
    let plan: SteeringPlan
    let programs: [DatapathID: SwitchProgram]
    let oldPlan: SteeringPlan
    let oldPrograms: [DatapathID: SwitchProgram]

    /// The order in which heads change is the compiler's to find out.
    let update: PlanUpdate

    /// Reads and composes.
    ///
    /// - Throws: `CommandFailure`: bad input, or "no" where the policy is right and something is missing to carry it
    ///   out.
    init(_ file: String, _ options: CompositionOptions) throws {
        let composer = ChainComposer(mode: options.mode.mode, selection: options.paths.selection)
        let compiler = RuleCompiler(engine: options.engine.engine)
        if let old = options.after {
            let (_, plan) = try Self.compose(old, composer, after: SteeringPlan())
            oldPlan = plan
            oldPrograms = compiler.compile(plan)
        } else {
            oldPlan = SteeringPlan()
            oldPrograms = [:]
        }
        (policy, plan) = try Self.compose(file, composer, after: oldPlan)
        programs = compiler.compile(plan)
        update = compiler.update(from: oldPlan, to: plan)
    }

    /// The way back from a policy to the one before it, whose paths still have their tags.
    ///
    /// - Throws: as above; bad input where nothing says what was before.
    static func rollback(from file: String, _ options: CompositionOptions) throws -> Composition {
        guard let old = options.after else {
            throw CommandFailure(
                .badInput, "nothing says what to go back to", fix: "name the policy that was in force with --running")
        }
        let there = try Composition(file, options)
        let composer = ChainComposer(mode: options.mode.mode, selection: options.paths.selection)
        let (policy, plan) = try compose(old, composer, after: there.plan)
        return Composition(policy, plan, from: there, RuleCompiler(engine: options.engine.engine))
    }

    private init(_ policy: Policy, _ plan: SteeringPlan, from there: Composition, _ compiler: RuleCompiler) {
        (self.policy, self.plan, programs) = (policy, plan, compiler.compile(plan))
        (oldPlan, oldPrograms) = (there.plan, there.programs)
        update = compiler.update(from: oldPlan, to: plan)
    }

    private static func compose(
        _ file: String, _ composer: ChainComposer, after old: SteeringPlan
    ) throws -> (Policy, SteeringPlan) {
        let policy = try PolicyFile.policy(file)
        do {
            return (policy, try composer.plan(for: policy, after: old))
        } catch {
            throw CommandFailure(error, file: file)
        }
    }

    /// The name of a switch in either policy.
    func name(of datapath: DatapathID) -> String {
        (plan.forwarders[datapath] ?? oldPlan.forwarders[datapath])?.name ?? datapath.description
    }

    /// The switches of both policies, by name.
    var forwarders: [ServiceFunctionForwarder] {
        oldPlan.forwarders.merging(plan.forwarders) { $1 }.values.sorted {
            ($0.name, $0.datapath) < ($1.name, $1.datapath)
        }
    }
}

extension CommandFailure {
    /// The answer is no where all that is wrong is that something is missing; else the policy is wrong.
    init(_ failure: CompositionFailure, file: String) {
        let missing: Set<CompositionFailure.Code> = [
            .noInstance, .notAttached, .noTunnel, .tagsExhausted, .numbersExhausted,
        ]
        self.init(
            failure.problems.allSatisfy { missing.contains($0.code) } ? .no : .badInput,
            failure.problems.map { problem in
                Report(message: problem.message, code: problem.code.rawValue, file: file, tenant: problem.tenant.name)
            })
    }
}
