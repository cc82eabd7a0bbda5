import FlowDistribution
import FlowDistributionTesting
import GLPKBackend
import LinearProgramming
import Testing

/// The fast path against two general solvers on more than ten thousand problems, every answer verified and proved.
@Suite struct AgreementTests {
    @Test func familiesHaveTenThousandProblems() {
        #expect(AgreementFamily.all.reduce(0) { $0 + $1.count } >= 10_000)
        #expect(AgreementFamily.all.reduce(0) { $0 + $1.infeasible } >= 2_200)
        #expect(AgreementFamily.all.reduce(0) { $0 + $1.network } >= 4_500)
        #expect(AgreementFamily.all.reduce(0) { $0 + $1.constrained } >= 2_400)
    }

    @Test(arguments: AgreementFamily.all)
    func agrees(_ family: AgreementFamily) async throws {
        let parts = min(4, family.count)
        let tally = try await withThrowingTaskGroup(of: AnswerCheck.Tally.self) { group in
            for part in 0..<parts {
                group.addTask { try Self.solve(family, part: part, of: parts) }
            }
            var tally = AnswerCheck.Tally()
            for try await part in group { tally += part }
            return tally
        }
        #expect(tally.total == family.count)
        #expect(tally.infeasible >= family.infeasible)
        #expect(tally.methods[.network, default: 0] >= family.network)
        #expect(tally.methods[.constrainedNetwork, default: 0] >= family.constrained)
        // Rounding may defeat the fast stages now and then.
        #expect(tally.methods[.general, default: 0] <= 1 + family.count / 1_000, "\(tally)")
    }

    /// Every so many problems of a family; one distributor solves them all, so that what is left of one is seen in the
    /// next.
    private static func solve(_ family: AgreementFamily, part: Int, of parts: Int) throws -> AnswerCheck.Tally {
        let distributor = FlowDistributor(fallback: DefaultSolver())
        let collapsed = GeneralDistributor(DefaultSolver())
        let plain = GeneralDistributor(DefaultSolver(), collapses: false)
        let reference = GeneralDistributor(ReferenceSimplex())
        var tally = AnswerCheck.Tally()
        for seed in stride(from: part, to: family.count, by: parts) {
            var judges = [collapsed]
            if seed.isMultiple(of: family.plainEvery) { judges.append(plain) }
            if seed.isMultiple(of: family.referenceEvery) { judges.append(reference) }
            let problem = family.make(DistributionGenerator(seed: UInt64(seed)))
            tally += try AnswerCheck.agree(problem, "\(family.testDescription) \(seed)", distributor, judges)
        }
        return tally
    }
}
