import FlowDistribution
import FlowDistributionTesting
import GLPKBackend
import LinearProgramming
import Testing

/// Whether answers of the fast path are right, by judges that do not know how they were found.
enum AnswerCheck {
    /// What was seen, so that a test cannot become empty unnoticed.
    struct Tally: Sendable {
        var total = 0
        var infeasible = 0
        var methods: [Distribution.Method: Int] = [:]

        static func += (tally: inout Self, other: Self) {
            tally.total += other.total
            tally.infeasible += other.infeasible
            tally.methods.merge(other.methods, uniquingKeysWith: +)
        }
    }

    /// Equal but for rounding, which is a part of what flows as well where the objectives are small.
    static func areEqual(_ a: Double, _ b: Double, _ problem: DistributionProblem, tolerance: Double = 1e-8) -> Bool {
        let volume = problem.chains.reduce(0) { $0 + $1.volume }
        return abs(a - b) <= tolerance * max(abs(a), abs(b)) + 1e-11 * volume
    }

    /// Conservation, coverage, bands, capacities and limits of an answer, and that its prices prove it.
    static func isRight(_ answer: Distribution, _ problem: DistributionProblem, _ name: String) {
        let violations = DistributionVerifier().violations(of: answer, for: problem)
        #expect(violations.isEmpty, "\(name): \(violations)")
        if !CertificateChecker(tolerance: 1e-8).proves(answer, for: problem) {
            let bound = CertificateChecker().bound(of: answer.certificate, for: problem)
            Issue.record("\(name): \(answer.objective) by \(answer.method), and the prices prove \(bound ?? .nan)")
        }
    }

    /// Solves a problem and checks the answer by itself.
    @discardableResult
    static func solve(
        _ problem: DistributionProblem, _ name: String, _ distributor: FlowDistributor = FlowDistributor()
    ) throws -> DistributionResult {
        let outcome = try distributor.run(problem)
        let result = try distributor.distribution()
        switch result {
        case .optimal(let answer):
            // What `run` has not decided is decided by the fallback.
            #expect(outcome.status == (answer.method == .general ? .undecided : .optimal), "\(name)")
            #expect(outcome.method == answer.method, "\(name)")
            if outcome.status == .optimal { #expect(outcome.objective == answer.objective, "\(name)") }
            isRight(answer, problem, name)
        case .infeasible(let why):
            #expect(outcome.status != .optimal, "\(name)")
            #expect(CertificateChecker().provesInfeasible(why, for: problem), "\(name): \(outcome)")
            #expect(!why.shortfalls.isEmpty, "\(name)")
        case .limit: Issue.record("\(name): gave up")
        }
        return result
    }

    /// The same, compared with general solvers.
    static func agree(
        _ problem: DistributionProblem, _ name: String, _ distributor: FlowDistributor, _ judges: [GeneralDistributor]
    ) throws -> Tally {
        let result = try solve(problem, name, distributor)
        for judge in judges {
            switch (result, try judge.solve(problem)) {
            case (.optimal(let mine), .optimal(let other)):
                #expect(
                    areEqual(mine.objective, other.objective, problem),
                    "\(name): \(mine.objective) by \(mine.method), \(other.objective) by \(judge)")
            case (.infeasible, .infeasible): break
            case (let mine, let other): Issue.record("\(name): \(mine), but \(other) by \(judge)")
            }
        }
        var tally = Tally(total: 1)
        if let method = result.distribution?.method { tally.methods[method] = 1 } else { tally.infeasible = 1 }
        return tally
    }
}
