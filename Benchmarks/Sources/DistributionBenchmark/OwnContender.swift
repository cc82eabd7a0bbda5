import CRivals
import FlowDistribution

/// Our solver, in one of the ways in which it is used. Everything is included in its time: collapsing and building too.
final class OwnContender: Contender {
    enum Use: String, CaseIterable {
        /// The objective and what racks send to each other, in a workspace that has solved other tenants before.
        case reused = "ours, reused workspace"
        /// The same in a new workspace each time.
        case cold = "ours, new workspace"
        /// Instance flows and certificate written out, of whichever optimum was found; reused workspace.
        case answer = "ours, written answer"
        /// The same of the optimum whose fullest link or rack pair is the least full.
        case balanced = "ours, balanced answer"
        /// The first again, but the same tenant over and over, for which the processor then learns every branch.
        case repeated = "ours, one tenant repeated"
    }

    let use: Use
    var name: String { use.rawValue }
    private let solver: OwnSolver

    init(_ use: Use) {
        self.use = use
        solver = OwnSolver(use == .balanced ? .balanced : .vertex)
    }

    func solve(_ tenant: Tenant, within seconds: Double) throws -> Trial {
        try solve(tenant.problem)
    }

    /// The clock on the wall, since the processor's own takes too long to read; the middle of many trials leaves
    /// interruptions out.
    func solve(_ problem: DistributionProblem) throws -> Trial {
        if use == .repeated {
            for _ in 0..<Self.rehearsals { _ = try outcome(problem) }
        }
        let start = rival_wall_seconds_now()
        let outcome = try outcome(problem)
        return Trial(
            verdict: outcome.verdict, objective: outcome.objective, seconds: rival_wall_seconds_now() - start,
            method: outcome.method)
    }

    private static let rehearsals = 20

    /// Solves once, in the way of the use.
    func outcome(_ problem: DistributionProblem) throws -> OwnSolver.Outcome {
        switch use {
        case .reused, .repeated: return try solver.minimum(problem)
        case .cold: return try OwnSolver().minimum(problem)
        case .answer, .balanced: return try solver.answer(problem)
        }
    }
}

/// Our solver with the same problem and other volumes.
final class WarmOwn: WarmContender {
    enum Use: String, CaseIterable {
        case warm = "ours, warm"
        /// Every step from the problem value, as if it were a new tenant.
        case whole = "ours, from the start"
    }

    let use: Use
    var name: String { use.rawValue }
    private let solver = OwnSolver()
    private var problems: [DistributionProblem] = []
    private var volumes: [[Double]] = []

    init(_ use: Use) {
        self.use = use
    }

    func open(_ sequence: WarmBenchmark.Sequence) throws -> Bool {
        problems = sequence.steps.map(\.problem)
        volumes = problems.map { $0.chains.map(\.volume) }
        return try solver.minimum(sequence.tenant.problem).verdict == .optimal
    }

    func pass() throws -> WarmPass {
        var objectives = [Double](repeating: .nan, count: problems.count)
        let start = rival_seconds_now()
        for index in problems.indices {
            let outcome = try use == .warm ? solver.again(volumes: volumes[index]) : solver.minimum(problems[index])
            if outcome.verdict == .optimal { objectives[index] = outcome.objective }
        }
        return WarmPass(seconds: rival_seconds_now() - start, objectives: objectives)
    }
}
