import LinearProgramming
import LinearProgrammingTesting
import TestSupport
import Testing

/// Random problems against a solver that knows nothing of networks.
struct NetworkSimplexTests {
    typealias Kind = RandomFlowProblem<SeededGenerator>.Kind

    @Test(arguments: Kind.allCases)
    func agreesWithTheReferenceSimplex(kind: Kind) throws {
        for seed in UInt64(0)..<500 {
            let problem = RandomFlowProblem.draw(kind, using: SeededGenerator(seed: seed))
            let ours = try NetworkSimplex().solve(problem)
            let theirs = try ReferenceSimplex().solve(problem.linearProgram)
            #expect(ours.status == theirs.status, "kind \(kind), seed \(seed)")
            let complaints = FlowCheck.complaints(ours, problem)
            #expect(complaints.isEmpty, "kind \(kind), seed \(seed)")
            guard let mine = ours.solution, let other = theirs.solution else { continue }
            let difference = abs(mine.objective - other.objective)
            #expect(difference <= 1e-9 * (1 + abs(other.objective)), "kind \(kind), seed \(seed)")
        }
    }

    /// A start is advice: whatever it says, the answer is the same.
    @Test(arguments: Kind.allCases)
    func anyStartLeadsToTheSameAnswer(kind: Kind) throws {
        for seed in UInt64(0)..<300 {
            let problem = RandomFlowProblem.draw(kind, using: SeededGenerator(seed: seed))
            let cold = try NetworkSimplex().solve(problem)
            let start = Self.randomBasis(problem, seed: seed)
            let warm = try NetworkSimplex().solve(problem, from: start)
            #expect(warm.status == cold.status, "kind \(kind), seed \(seed)")
            let complaints = FlowCheck.complaints(warm, problem)
            #expect(complaints.isEmpty, "kind \(kind), seed \(seed)")
            guard let ours = warm.solution?.objective, let theirs = cold.solution?.objective else { continue }
            #expect(abs(ours - theirs) <= 1e-9 * (1 + abs(theirs)), "kind \(kind), seed \(seed)")
        }
    }

    /// Also with cycles, with too many and too few arcs, and with roots that are not there.
    private static func randomBasis(_ problem: MinCostFlowProblem, seed: UInt64) -> NetworkBasis {
        var generator = SeededGenerator(seed: seed ^ 0x5AFE)
        let count = problem.arcs.count + Int.random(in: -2...2, using: &generator)
        let standings: [NetworkBasis.Standing] = [.atLower, .atUpper, .inTree, .inTree]
        return NetworkBasis(
            arcs: (0..<max(1, count)).map { _ in standings[Int.random(in: 0..<4, using: &generator)] },
            roots: (0..<2).map { _ in .init(Int.random(in: -1...problem.nodes.count, using: &generator)) })
    }

    @Test func theKindsCoverAllStatuses() throws {
        var counts: [LinearProgramResult.Status: Int] = [:]
        for kind in Kind.allCases {
            for seed in UInt64(0)..<200 {
                let problem = RandomFlowProblem.draw(kind, using: SeededGenerator(seed: seed))
                counts[try NetworkSimplex().solve(problem).status, default: 0] += 1
            }
        }
        #expect(counts[.optimal, default: 0] > 500)
        #expect(counts[.infeasible, default: 0] > 100)
        #expect(counts[.unbounded, default: 0] > 100)
    }

    /// What was done within a limit is not lost: going on from the basis ends at the same objective.
    @Test func goesOnAfterTheLimit() throws {
        for seed in UInt64(0)..<100 {
            let problem = RandomFlowProblem.draw(.feasible, using: SeededGenerator(seed: seed))
            let whole = try NetworkSimplex().solve(problem)
            var result = try NetworkSimplex().solve(problem, limits: .init(iterations: 2))
            var calls = 1
            while result.status == .limit, calls < 200 {
                #expect(result.iterations == 2)
                result = try NetworkSimplex().solve(problem, from: result.basis, limits: .init(iterations: 2))
                calls += 1
            }
            #expect(result.status == whole.status, "seed \(seed)")
            let (ours, theirs) = (result.solution?.objective ?? .nan, whole.solution?.objective ?? .nan)
            #expect(abs(ours - theirs) <= 1e-9 * (1 + abs(theirs)), "seed \(seed)")
        }
    }

    @Test func keepsToItsLimits() throws {
        let problem = RandomFlowProblem.draw(.feasible, using: SeededGenerator(seed: 5))
        let needed = try NetworkSimplex().solve(problem).iterations
        #expect(needed > 2)
        let cut = try NetworkSimplex().solve(problem, limits: .init(iterations: needed - 1))
        #expect(cut.status == .limit && cut.iterations == needed - 1)
        #expect(try NetworkSimplex().solve(problem, limits: .init(iterations: needed)).status == .optimal)
        #expect(try NetworkSimplex().solve(problem, limits: .init(iterations: -1)).status == .limit)
        #expect(try NetworkSimplex().solve(problem, limits: .init(megabytes: 0)).status == .limit)
        #expect(try NetworkSimplex().solve(problem, limits: .init(megabytes: 1)).status == .optimal)
    }
}
