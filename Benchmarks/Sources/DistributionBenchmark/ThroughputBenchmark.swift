import CRivals
import FlowDistribution
import FlowDistributionTesting

/// How many different tenants one core distributes in a second, one after the other, so that nothing of the last one
/// is in the caches but code and workspace.
struct ThroughputBenchmark {
    let options: BenchmarkOptions
    private let problems: [DistributionProblem]

    init(_ options: BenchmarkOptions) {
        self.options = options
        let families = Family.tableThree(options)
        problems = (0..<UInt64(options.tenants)).flatMap { index in
            families.map { $0.problem(DistributionGenerator(seed: options.seed * 1_000 + index)) }
        }
    }

    var tenants: Int { problems.count }

    /// Tenants a second, infeasible ones included.
    func rate(of use: OwnContender.Use) throws -> Double {
        let solver = OwnSolver()
        var (count, seconds) = (0, 0.0)
        let start = rival_seconds_now()
        repeat {
            for problem in problems {
                switch use {
                case .reused: _ = try solver.minimum(problem)
                case .cold: _ = try OwnSolver().minimum(problem)
                case .answer: _ = try solver.answer(problem)
                }
            }
            count += problems.count
            seconds = rival_seconds_now() - start
        } while seconds < (options.effort == .quick ? 0.3 : 1)
        return Double(count) / seconds
    }
}
