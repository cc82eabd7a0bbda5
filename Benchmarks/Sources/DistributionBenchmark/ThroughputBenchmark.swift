import CRivals
import FlowDistribution
import FlowDistributionTesting

/// How many different tenants one core distributes in a second, one after the other, so that nothing of the last one
/// is in the caches but code and workspace.
struct ThroughputBenchmark {
    let options: BenchmarkOptions

    /// Tenants a second for one family, infeasible ones included.
    func rate(of use: OwnContender.Use, _ family: Family) throws -> Double {
        try rate(of: use, problems([family]))
    }

    /// Tenants a second, those of all Table-3 families in turn.
    func rate(of use: OwnContender.Use) throws -> Double {
        try rate(of: use, problems(Family.tableThree(options)))
    }

    private func problems(_ families: [Family]) -> [DistributionProblem] {
        (0..<UInt64(options.tenants)).flatMap { index in
            families.map { $0.problem(DistributionGenerator(seed: options.seed * 1_000 + index)) }
        }
    }

    private func rate(of use: OwnContender.Use, _ problems: [DistributionProblem]) throws -> Double {
        let own = OwnContender(use)
        var (count, seconds) = (0, 0.0)
        let start = rival_seconds_now()
        repeat {
            for problem in problems { _ = try own.outcome(problem) }
            count += problems.count
            seconds = rival_seconds_now() - start
        } while seconds < (options.effort == .quick ? 0.2 : 1)
        return Double(count) / seconds
    }
}
