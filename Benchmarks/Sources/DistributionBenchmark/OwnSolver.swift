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
        try decided(try distributor.run(problem))
    }

    /// The same for the last problem with other volumes, one for each chain.
    func again(volumes: [Double]) throws -> Outcome {
        try decided(try distributor.rescale(volumes: volumes))
    }

    /// The first with the answer written out: the flow of each instance to each other, and the certificate.
    func answer(_ problem: DistributionProblem) throws -> Outcome {
        try distributor.run(problem)
        return try writtenOut()
    }

    private func decided(_ outcome: FlowDistributor.Outcome) throws -> Outcome {
        switch outcome.status {
        case .optimal: Outcome(verdict: .optimal, objective: outcome.objective, method: outcome.method)
        case .infeasible: Outcome(verdict: .infeasible, objective: .infinity, method: outcome.method)
        case .undecided: try writtenOut()
        }
    }

    private func writtenOut() throws -> Outcome {
        switch try distributor.distribution() {
        case .optimal(let answer): Outcome(verdict: .optimal, objective: answer.objective, method: answer.method)
        case .infeasible: Outcome(verdict: .infeasible, objective: .infinity)
        case .limit: Outcome(verdict: .limit, objective: .infinity)
        }
    }
}
