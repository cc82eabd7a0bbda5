import GLPKBackend
import LinearProgramming
import LinearProgrammingTesting
import Testing

/// Two solvers that share no code find the same answers.
@Suite(.enabled(if: GLPKSolver.isAvailable, "this build has no GLPK (trait off); nothing to compare with"))
struct AgreementTests {
    @Test(arguments: SolverConformance.Family.allCases)
    func sameStatusAndObjective(family: SolverConformance.Family) throws {
        for test in SolverConformance.randomCases(seeds: 5_000..<5_400, families: [family]) {
            let reference = try ReferenceSimplex().solve(test.program)
            let glpk = try GLPKSolver().solve(test.program)
            #expect(reference.status == glpk.status, "\(test)")
            guard let ours = reference.solution, let theirs = glpk.solution else { continue }
            let difference = abs(ours.objective - theirs.objective)
            #expect(difference <= 1e-7 * (1 + abs(theirs.objective)), "\(test)")
        }
    }

    /// The families that do not say what they are draw enough of everything.
    @Test func mixedFamiliesAreMixed() throws {
        func statuses(_ family: SolverConformance.Family) throws -> [LinearProgramResult.Status: Int] {
            try SolverConformance.randomCases(seeds: 0..<200, families: [family])
                .reduce(into: [:]) { $0[try GLPKSolver().solve($1.program).status, default: 0] += 1 }
        }
        let anything = try statuses(.anything)
        #expect(anything.keys.contains(.limit) == false)
        for status in [LinearProgramResult.Status.optimal, .infeasible, .unbounded] {
            #expect(anything[status, default: 0] >= 20, "\(anything)")
        }
        let transport = try statuses(.transportWithSideConstraints)
        #expect(transport[.optimal, default: 0] >= 40 && transport[.infeasible, default: 0] >= 40, "\(transport)")
    }
}
