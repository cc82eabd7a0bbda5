import LinearProgramming
import LinearProgrammingTesting
import Testing

/// The reference simplex against the shipped suite, with a certificate for everything that it calls infeasible.
struct ConformanceTests {
    @Test(arguments: SolverConformance.cases)
    func referenceConforms(_ test: SolverConformance.Case) {
        let failures = SolverConformance(requiresCertificates: true).failures(of: ReferenceSimplex(), in: test)
        #expect(failures.isEmpty, "\(failures)")
    }

    @Test(arguments: SolverConformance.Family.allCases)
    func referenceConformsOnManySeeds(family: SolverConformance.Family) {
        let cases = SolverConformance.randomCases(seeds: 1_000..<1_300, families: [family])
        let failures = SolverConformance(requiresCertificates: true).failures(of: ReferenceSimplex(), in: cases)
        #expect(failures.isEmpty, "\(failures)")
    }
}
