import ChainComposition
import ChainVerification
import CloudSamples
import ServiceChaining

/// What one cloud costs: to compose, to compile, to prove, and to change.
struct Measurement {
    let cloud: LargeCloud
    private(set) var paths = 0
    private(set) var rules = 0
    private(set) var rulesPerSwitch = 0
    private(set) var compiling = Duration.zero
    private(set) var proving = Duration.zero
    private(set) var lookups = 0
    /// For each change of one tenant, with what it takes in rules.
    private(set) var updates: [Update] = []

    struct Update {
        let changes: Int
        let compiling: Duration
        let proving: Duration
    }

    init(_ cloud: LargeCloud, updates count: Int) throws {
        self.cloud = cloud
        var policy = cloud.policy()
        let compiler = RuleCompiler(engine: ResidentEngine())
        var start = Figures.processorTime
        var plan = try ChainComposer().plan(for: policy)
        let programs = compiler.compile(plan)
        compiling = Figures.processorTime - start
        paths = plan.paths.count
        rules = programs.values.reduce(0) { $0 + $1.rules.count }
        rulesPerSwitch = programs.values.map(\.rules.count).max() ?? 0
        start = Figures.processorTime
        var verifier = ChainVerifier(policy, plan, programs)
        let result = verifier.result
        proving = Figures.processorTime - start
        guard case .proved(let statistics) = result else { fatalError("not proved: \(result)") }
        lookups = statistics.lookups
        for number in 0..<count {
            Self.change(&policy, number)
            start = Figures.processorTime
            let next = try ChainComposer().plan(for: policy, after: plan)
            let update = compiler.update(from: plan, to: next)
            let compiling = Figures.processorTime - start
            start = Figures.processorTime
            let result = verifier.verify(update, to: policy, next)
            let proving = Figures.processorTime - start
            guard result.isProved else { fatalError("not proved: \(result)") }
            let summary = update.summary
            updates.append(
                Update(
                    changes: summary.added + summary.modified + summary.deleted, compiling: compiling, proving: proving)
            )
            plan = next
        }
    }

    /// An instance drains, comes back, or another weight: in one tenant after the other.
    private static func change(_ policy: inout Policy, _ number: Int) {
        let tenant = number % policy.tenants.count
        let function = policy.tenants[tenant].instances[0].function
        let isAlone = policy.tenants[tenant].instances.count { $0.function == function } == 1
        guard number % 2 == 0, !isAlone else {
            policy.tenants[tenant].instances[1].weight = 1 + policy.tenants[tenant].instances[1].weight % 3
            return
        }
        let state = policy.tenants[tenant].instances[0].state
        policy.tenants[tenant].instances[0].state = state == .active ? .draining : .active
    }
}
