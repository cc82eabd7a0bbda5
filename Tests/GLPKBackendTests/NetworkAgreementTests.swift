import GLPKBackend
import LinearProgramming
import LinearProgrammingTesting
import TestSupport
import Testing

/// The network simplex and GLPK's simplex share no code and find the same answers.
@Suite(.enabled(if: GLPKSolver.isAvailable, "this build has no GLPK (trait off); nothing to compare with"))
struct NetworkAgreementTests {
    typealias Kind = RandomFlowProblem<SeededGenerator>.Kind

    @Test(arguments: Kind.allCases)
    func sameStatusAndObjective(kind: Kind) throws {
        for seed in UInt64(10_000)..<10_500 {
            let problem = RandomFlowProblem.draw(kind, using: SeededGenerator(seed: seed))
            try compare(problem, "kind \(kind), seed \(seed)")
        }
    }

    /// Larger than the dense reference solver likes: 120 nodes, 600 arcs.
    @Test func sameOnLargerProblems() throws {
        for seed in UInt64(0)..<25 {
            var generator = SeededGenerator(seed: seed)
            try compare(Self.large(&generator), "large, seed \(seed)")
        }
    }

    private func compare(_ problem: MinCostFlowProblem, _ name: String) throws {
        let ours = try NetworkSimplex().solve(problem)
        let theirs = try GLPKSolver().solve(problem.linearProgram)
        #expect(ours.status == theirs.status, "\(name)")
        #expect(ours.certificate?.proves(problem) != false, "\(name)")
        guard let mine = ours.solution?.objective, let other = theirs.solution?.objective else { return }
        #expect(abs(mine - other) <= 1e-9 * (1 + abs(other)), "\(name)")
    }

    private static func large(_ generator: inout SeededGenerator) -> MinCostFlowProblem {
        var problem = MinCostFlowProblem()
        for _ in 0..<120 { problem.addNode() }
        for _ in 0..<600 {
            let ends = (0..<2).map { _ in Int.random(in: 0..<120, using: &generator) }
            let flow = Double(Int.random(in: 0...5, using: &generator))
            let upper = flow + Double(Int.random(in: 0...20, using: &generator))
            problem.nodes[ends[0]].supply += flow
            problem.nodes[ends[1]].supply -= flow
            let cost = Double(Int.random(in: -5...50, using: &generator))
            problem.addArc(from: .init(ends[0]), to: .init(ends[1]), .between(0, upper), cost: cost)
        }
        return problem
    }
}
