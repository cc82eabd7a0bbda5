import FlowDistribution

/// What is measured of the library, so that only this file knows how it is called.
final class OwnSolver {
    struct Outcome {
        var verdict: Verdict
        var objective: Double
        var method: Distribution.Method?
    }

    private let distributor: FlowDistributor

    init(_ tieBreaking: FlowDistributor.TieBreaking = .vertex) {
        distributor = FlowDistributor(tieBreaking: tieBreaking)
    }

    /// The whole way from the problem to the objective and to what each rack sends to each other.
    ///
    /// Where the fast stages give up, this is the way through the general solver, and its time is counted.
    func minimum(_ problem: DistributionProblem) throws -> Outcome {
        let outcome = try distributor.run(problem)
        switch outcome.status {
        case .optimal: return Outcome(verdict: .optimal, objective: outcome.objective, method: outcome.method)
        case .infeasible: return Outcome(verdict: .infeasible, objective: .infinity, method: outcome.method)
        case .limit: return try answer(problem)
        }
    }

    /// The same with the answer written out: the flow of each instance to each other, and the certificate.
    func answer(_ problem: DistributionProblem) throws -> Outcome {
        switch try distributor.solve(problem) {
        case .optimal(let answer):
            return Outcome(verdict: .optimal, objective: answer.objective, method: answer.method)
        case .infeasible: return Outcome(verdict: .infeasible, objective: .infinity)
        case .limit: return Outcome(verdict: .limit, objective: .infinity)
        }
    }

    /// Reads a problem in, for ``again(_:)``.
    func open(_ problem: DistributionProblem) throws -> Outcome {
        try minimum(problem)
    }

    /// Solves the last problem with other volumes.
    func again(_ changed: DistributionProblem) throws -> Outcome {
        try minimum(changed)
    }
}
