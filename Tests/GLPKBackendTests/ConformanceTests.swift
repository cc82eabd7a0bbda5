import GLPKBackend
import LinearProgramming
import LinearProgrammingTesting
import Testing

/// GLPK with every combination of options against the shipped suite, with a certificate for everything infeasible.
@Suite(.enabled(if: GLPKSolver.isAvailable, "this build has no GLPK (trait off)"))
struct ConformanceTests {
    static let allOptions: [GLPKOptions] = GLPKOptions.Method.allCases.flatMap { method in
        [false, true].flatMap { presolves in
            GLPKOptions.Scaling.allCases.flatMap { scaling in
                GLPKOptions.CrashBasis.allCases.map {
                    GLPKOptions(method: method, presolves: presolves, scaling: scaling, crashBasis: $0)
                }
            }
        }
    }

    private static let cases = SolverConformance.namedCases + SolverConformance.randomCases(seeds: 0..<15)

    @Test(arguments: allOptions)
    func everyCombinationConforms(options: GLPKOptions) {
        let suite = SolverConformance(requiresCertificates: true)
        let failures = suite.failures(of: GLPKSolver(options), in: Self.cases)
        #expect(failures.isEmpty, "\(failures)")
    }

    @Test func theDefaultConformsOnManySeeds() {
        let cases = SolverConformance.randomCases(seeds: 2_000..<2_200)
        let failures = SolverConformance(requiresCertificates: true).failures(of: DefaultSolver(), in: cases)
        #expect(failures.isEmpty, "\(failures)")
    }
}
