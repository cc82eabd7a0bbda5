import CRivals
import FlowDistribution
import FlowDistributionTesting

/// The same tenant again and again, with other volumes each time: whoever can starts from the last answer.
struct WarmBenchmark {
    /// How volumes change from one solve to the next.
    enum Change: String, CaseIterable {
        /// Each chain's by a factor of its own.
        case chains = "each chain's volume by up to 10 %"
        /// All by the same factor.
        case together = "all volumes by the same up to 10 %"
    }

    /// A tenant and what its volumes become.
    struct Sequence {
        var tenant: Tenant
        var steps: [Tenant]
    }

    static let steps = 20
    private static let rounds = 5

    let family: Family
    let change: Change
    let options: BenchmarkOptions

    /// For each tenant and contender one step: the middle one of several runs over all steps.
    func run(_ contenders: [any WarmContender]) throws -> [[WarmStep]] {
        var times: [[WarmStep]] = []
        var seed = options.seed * 1_000
        while times.count < family.count / 2, seed < options.seed * 1_000 + 1_000 {
            defer { seed += 1 }
            let sequence = try sequence(seed)
            guard let measured = try measure(sequence, contenders) else { continue }
            times.append(measured)
        }
        return times
    }

    /// Nil where some step is infeasible.
    private func measure(_ sequence: Sequence, _ contenders: [any WarmContender]) throws -> [WarmStep]? {
        var samples = contenders.map { _ in [WarmStep]() }
        for contender in contenders {
            guard try contender.open(sequence) else { return nil }
        }
        for _ in 0..<Self.rounds {
            let passes = try contenders.map { try $0.pass() }
            guard passes.allSatisfy({ !$0.objectives.contains(where: \.isNaN) }) else { return nil }
            try check(sequence.tenant, passes, contenders)
            for (index, pass) in passes.enumerated() {
                samples[index].append(pass.step)
            }
        }
        return samples.map { $0.sorted { $0.seconds < $1.seconds }[Self.rounds / 2] }
    }

    private func check(_ tenant: Tenant, _ passes: [WarmPass], _ contenders: [any WarmContender]) throws {
        guard let reference = passes.first else { return }
        for (contender, pass) in zip(contenders, passes) {
            for (step, (a, b)) in zip(reference.objectives, pass.objectives).enumerated()
            where abs(a - b) > 1e-6 * max(1, abs(a)) {
                throw FamilyBenchmark.Disagreement(
                    description: """
                        warm, \(family.name), seed \(tenant.seed), step \(step): \(contenders[0].name) says \(a), \
                        \(contender.name) says \(b)
                        """)
            }
        }
    }

    private func sequence(_ seed: UInt64) throws -> Sequence {
        let problem = family.problem(DistributionGenerator(seed: seed))
        var random = SplitMix(state: seed)
        let steps = try (0..<Self.steps).map { _ in try Tenant(seed: seed, changed(problem, &random)) }
        return Sequence(tenant: try Tenant(seed: seed, problem), steps: steps)
    }

    private func changed(_ problem: DistributionProblem, _ random: inout SplitMix) -> DistributionProblem {
        var changed = problem
        let common = Double.random(in: 0.9...1.1, using: &random)
        for chain in problem.chains.indices {
            let factor = change == .together ? common : Double.random(in: 0.9...1.1, using: &random)
            for source in changed.chains[chain].sources.indices {
                changed.chains[chain].sources[source].volume *= factor
            }
        }
        return changed
    }
}

/// What one step took.
struct WarmStep {
    var seconds: Double
    /// What was needed to change bounds and is not counted.
    var changing: Double
    var iterations: Double
}

/// One run over all steps.
struct WarmPass {
    var seconds = 0.0
    /// What changing bounds took; 0 where that is included.
    var changing = 0.0
    var iterations = 0
    /// One for each step; not a number where there is none.
    var objectives: [Double] = []

    /// The mean of the steps.
    var step: WarmStep {
        let count = Double(objectives.count)
        return WarmStep(
            seconds: seconds / count, changing: changing / count, iterations: Double(iterations) / count)
    }
}

/// Somebody who solves a tenant again and again.
protocol WarmContender: AnyObject {
    var name: String { get }
    /// Solves the tenant as it is; false where it has no solution.
    func open(_ sequence: WarmBenchmark.Sequence) throws -> Bool
    func pass() throws -> WarmPass
}

/// GLPK's dual simplex on a program that stays loaded, from the last optimal basis.
final class WarmGLPK: WarmContender {
    /// The name of the one that counts.
    static let headline = "GLPK dual, warm, plain"

    private let form: GeneralContender.Form
    private let limit: Double
    private var warm: OpaquePointer?
    private var steps: [ProgramArrays] = []

    init(_ form: GeneralContender.Form, limit: Double) {
        self.form = form
        self.limit = limit
    }

    deinit {
        rival_warm_close(warm)
    }

    var name: String { "GLPK dual, warm, \(form.rawValue)" }

    func open(_ sequence: WarmBenchmark.Sequence) -> Bool {
        rival_warm_close(warm)
        warm = arrays(sequence.tenant).withProgram { rival_warm_open(&$0, limit) }
        steps = sequence.steps.map(arrays)
        return warm != nil
    }

    private func arrays(_ tenant: Tenant) -> ProgramArrays {
        form == .plain ? tenant.plain : tenant.collapsed
    }

    func pass() -> WarmPass {
        var pass = WarmPass()
        for step in steps {
            let answer = step.withBounds { bounds in
                rival_warm_solve(
                    warm, bounds.rowLower, bounds.rowUpper, bounds.variableLower, bounds.variableUpper, limit)
            }
            pass.seconds += answer.solve_seconds
            pass.changing += answer.build_seconds
            pass.iterations += Int(answer.iterations)
            pass.objectives.append(Int(answer.status) == RIVAL_OPTIMAL ? answer.objective : .nan)
        }
        return pass
    }
}
