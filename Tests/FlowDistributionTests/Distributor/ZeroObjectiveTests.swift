import FlowDistribution
import FlowDistributionTesting
import Testing

/// Footprints of nothing, whose prices prove a bound that is rounding: all terms are as small as it is, and a tolerance
/// in proportion to them would be none.
@Suite struct ZeroObjectiveTests {
    @Test(arguments: [13966, 1439, 7795] as [UInt64])
    func nothingIsProvedByNothing(seed: UInt64) throws {
        let problem = DistributionGenerator(seed: seed).varied()
        let answer = try #require(try AnswerCheck.solve(problem, "varied \(seed)").distribution)
        #expect(abs(answer.objective) <= 1e-9)
        #expect(CertificateChecker().proves(answer, for: problem), "\(answer.objective)")
    }

    /// A footprint that is there is not rounding.
    @Test func littleIsNotNothing() throws {
        var problem = EdgeProblem.simple()
        problem.leeway = 1
        var answer = try #require(try FlowDistributor().solve(problem).distribution)
        #expect(answer.objective == 0 && CertificateChecker().proves(answer, for: problem))
        answer.objective = 1e-9
        #expect(!CertificateChecker().proves(answer, for: problem))
        answer.objective = -1e-9
        #expect(!CertificateChecker().proves(answer, for: problem))
    }
}
