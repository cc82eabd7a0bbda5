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
        let clock = ContinuousClock()
        var start = clock.now
        var plan = try ChainComposer().plan(for: policy)
        let programs = compiler.compile(plan)
        compiling = clock.now - start
        paths = plan.paths.count
        rules = programs.values.reduce(0) { $0 + $1.rules.count }
        rulesPerSwitch = programs.values.map(\.rules.count).max() ?? 0
        start = clock.now
        var verifier = ChainVerifier(policy, plan, programs)
        let result = verifier.result
        proving = clock.now - start
        guard case .proved(let statistics) = result else { fatalError("not proved: \(result)") }
        lookups = statistics.lookups
        for number in 0..<count {
            Self.change(&policy, number)
            start = clock.now
            let next = try ChainComposer().plan(for: policy, after: plan)
            let update = compiler.update(from: plan, to: next)
            let compiling = clock.now - start
            start = clock.now
            let result = verifier.verify(update, to: policy, next)
            let proving = clock.now - start
            guard result.isProved else { fatalError("not proved: \(result)") }
            let summary = update.summary
            updates.append(
                Update(
                    changes: summary.added + summary.modified + summary.deleted, compiling: compiling, proving: proving)
            )
            plan = next
        }
    }

    /// An instance drains, another weight, an instance comes back: in one tenant after the other.
    private static func change(_ policy: inout Policy, _ number: Int) {
        let tenant = number % policy.tenants.count
        switch number % 3 {
        case 0: policy.tenants[tenant].instances[0].state = .draining
        case 1: policy.tenants[tenant].instances[1].weight = 3
        default: policy.tenants[tenant].instances[2].state = .draining
        }
    }
}
