import CRivals
import FlowDistribution

/// Our solver, in one of the ways in which it is used. Everything is included in its time: collapsing and building too.
final class OwnContender: Contender {
    enum Use: String, CaseIterable {
        /// The objective and what racks send to each other, in a workspace that has solved other tenants before.
        case reused = "ours, reused workspace"
        /// The same in a new workspace each time.
        case cold = "ours, new workspace"
        /// Instance flows and certificate written out, as the public call returns them; reused workspace.
        case answer = "ours, with written answer"
    }

    let use: Use
    var name: String { use.rawValue }
    private var solver = OwnSolver()

    init(_ use: Use) {
        self.use = use
    }

    /// Solves are repeated within a trial, so that reading the clock is no part of what is read.
    func solve(_ tenant: Tenant, within seconds: Double) throws -> Trial {
        var outcome = try solveOnce(tenant.problem)
        var (count, spent) = (1, 0.0)
        repeat {
            let start = rival_seconds_now()
            for _ in 0..<count { outcome = try solveOnce(tenant.problem) }
            spent = rival_seconds_now() - start
            if spent < Self.shortest { count *= 2 }
        } while spent < Self.shortest
        return Trial(
            verdict: outcome.verdict, objective: outcome.objective, seconds: spent / Double(count),
            method: outcome.method)
    }

    private static let shortest = 50e-6

    private func solveOnce(_ problem: DistributionProblem) throws -> OwnSolver.Outcome {
        switch use {
        case .reused: return try solver.minimum(problem)
        case .cold: return try OwnSolver().minimum(problem)
        case .answer: return try solver.answer(problem)
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

    init(_ use: Use) {
        self.use = use
    }

    func open(_ sequence: WarmBenchmark.Sequence) throws -> Bool {
        problems = sequence.steps.map(\.problem)
        return try solver.open(sequence.tenant.problem).verdict == .optimal
    }

    func pass() throws -> WarmPass {
        var objectives = [Double](repeating: .nan, count: problems.count)
        let start = rival_seconds_now()
        for (index, problem) in problems.enumerated() {
            let outcome = try use == .warm ? solver.again(problem) : solver.minimum(problem)
            if outcome.verdict == .optimal { objectives[index] = outcome.objective }
        }
        return WarmPass(seconds: rival_seconds_now() - start, objectives: objectives)
    }
}
