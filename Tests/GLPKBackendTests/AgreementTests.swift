import GLPKBackend
import LinearProgramming
import Testing

/// Two solvers that share no code find the same answers, and each proves its own by its prices.
@Suite(.enabled(if: GLPKSolver.isAvailable, "this build has no GLPK (trait off); nothing to compare with"))
struct AgreementTests {
    @Test(arguments: RandomProgram.Kind.allCases)
    func sameStatusAndObjective(kind: RandomProgram.Kind) throws {
        for seed in UInt64(0)..<150 {
            let program = RandomProgram.draw(kind, seed: seed)
            let reference = try ReferenceSimplex().solve(program)
            let glpk = try GLPKSolver().solve(program)
            #expect(reference.status == glpk.status, "kind \(kind), seed \(seed)")
            guard let ours = reference.solution, let theirs = glpk.solution else { continue }
            let difference = abs(ours.objective - theirs.objective)
            #expect(difference <= 1e-6 * (1 + abs(theirs.objective)), "kind \(kind), seed \(seed)")
        }
    }

    @Test func theKindsAreWhatTheySay() throws {
        for seed in UInt64(0)..<50 {
            #expect(try GLPKSolver().solve(RandomProgram.draw(.feasible, seed: seed)).status == .optimal)
            #expect(try GLPKSolver().solve(RandomProgram.draw(.infeasible, seed: seed)).status == .infeasible)
            #expect(try GLPKSolver().solve(RandomProgram.draw(.unbounded, seed: seed)).status == .unbounded)
        }
        let statuses = try (UInt64(0)..<150).map { try GLPKSolver().solve(RandomProgram.draw(.any, seed: $0)).status }
        #expect(Set(statuses) == [.optimal, .infeasible, .unbounded])
    }
}
