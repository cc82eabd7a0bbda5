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
        let cases = SolverConformance.randomCases(seeds: 1_000..<1_150, families: [family])
        let failures = SolverConformance(requiresCertificates: true).failures(of: ReferenceSimplex(), in: cases)
        #expect(failures.isEmpty, "\(failures)")
    }

    /// The answer does not show it when the dual phase goes wrong, since the primal phase repairs it; the steps do.
    @Test func theDualPhaseDoesTheWork() throws {
        let cases = SolverConformance.randomCases(seeds: 0..<200, families: [.transport])
        let steps = try cases.reduce(0) { $0 + (try ReferenceSimplex().solve($1.program).iterations) }
        let rows = cases.reduce(0) { $0 + $1.program.rows.count }
        #expect(Double(steps) < 1.3 * Double(rows), "\(steps) steps for \(rows) rows")
    }
}
