import LinearProgramming
import LinearProgrammingTesting
import TestSupport
import Testing

/// From the basis of one problem to the answer of a problem like it.
struct WarmStartTests {
    enum Change: CaseIterable, Sendable {
        case costs, bounds, supplies, everything, moreArcs
    }

    @Test(arguments: Change.allCases)
    func sameAnswerInFewerSteps(change: Change) throws {
        var (cold, warm, solved) = (0, 0, 0)
        for seed in UInt64(0)..<300 {
            var generator = SeededGenerator(seed: seed)
            var problem = Self.grid(&generator)
            let first = try NetworkSimplex().solve(problem)
            Self.apply(change, to: &problem, &generator)
            let fresh = try NetworkSimplex().solve(problem)
            let result = try NetworkSimplex().solve(problem, from: first.basis)
            #expect(result.status == fresh.status, "\(change), seed \(seed)")
            let complaints = FlowCheck.complaints(result, problem)
            #expect(complaints.isEmpty, "\(change), seed \(seed)")
            guard let ours = result.solution?.objective, let theirs = fresh.solution?.objective else { continue }
            #expect(abs(ours - theirs) <= 1e-9 * (1 + abs(theirs)), "\(change), seed \(seed)")
            (cold, warm, solved) = (cold + fresh.iterations, warm + result.iterations, solved + 1)
        }
        #expect(solved > 100)
        #expect(3 * warm < cold, "\(change): \(warm) steps from the old basis, \(cold) without")
    }

    @Test func takesNoStepWhereNothingHasChanged() throws {
        for kind in RandomFlowProblem<SeededGenerator>.Kind.allCases {
            for seed in UInt64(0)..<100 {
                let problem = RandomFlowProblem.draw(kind, using: SeededGenerator(seed: seed))
                let first = try NetworkSimplex().solve(problem)
                guard first.status == .optimal else { continue }
                let second = try NetworkSimplex().solve(problem, from: first.basis)
                #expect(second.iterations == 0 && second.basis.arcs == first.basis.arcs, "\(kind), seed \(seed)")
                let pairs = zip(second.solution?.flows ?? [], first.solution?.flows ?? [])
                #expect(pairs.allSatisfy { abs($0 - $1) < (kind == .fractional ? 1e-12 : 0).nextUp })
            }
        }
    }

    /// A first phase would lead away from flows that are feasible: every step from them is one of the second.
    @Test func needsNoFirstPhaseWhereOnlyCostsHaveChanged() throws {
        var (problem, arcs) = Self.parallel(count: 6)
        let first = try NetworkSimplex().solve(problem)
        #expect(first.solution?[arcs[0]] == 5)
        problem.arcs[arcs[3].index].cost = -1
        let second = try NetworkSimplex().solve(problem, from: first.basis)
        #expect(second.solution?[arcs[3]] == 5 && second.iterations == 1)
    }

    @Test func mendsABrokenBoundInOneStep() throws {
        var (problem, arcs) = Self.parallel(count: 6)
        let first = try NetworkSimplex().solve(problem)
        problem.arcs[arcs[0].index].bounds.upper = 2
        let second = try NetworkSimplex().solve(problem, from: first.basis)
        #expect(second.solution?.flows == [2, 3, 0, 0, 0, 0] && second.iterations == 1)
    }

    /// A path of which the middle has become too narrow: the tree of the start is kept, where a first phase would hang
    /// all that follows anew.
    @Test func keepsTheTreeWhereTheDualSimplexMendsIt() throws {
        var problem = MinCostFlowProblem()
        let nodes = (0..<8).map { problem.addNode(supply: $0 == 0 ? 5 : $0 == 7 ? -5 : 0) }
        for (tail, head) in zip(nodes, nodes.dropFirst()) { problem.addArc(from: tail, to: head, cost: 1) }
        problem.addArc(from: nodes[0], to: nodes[7], cost: 9)
        let first = try NetworkSimplex().solve(problem)
        problem.arcs[3].bounds.upper = 0
        let second = try NetworkSimplex().solve(problem, from: first.basis)
        #expect(second.iterations == 1 && second.solution?.objective == 45)
        #expect(second.basis.arcs == [.inTree, .inTree, .inTree, .atUpper, .inTree, .inTree, .inTree, .inTree])
        // Seven arcs without flow hold that tree; it is optimal as it stands, and is not cut up.
        let third = try NetworkSimplex().solve(problem, from: second.basis)
        #expect(third.iterations == 0 && third.basis.arcs == second.basis.arcs)
    }

    /// A start by hand: the optimum, told by the arcs that carry it.
    @Test func startsFromAnOptimumGivenByHand() throws {
        let (problem, _) = Self.parallel(count: 3)
        let start = NetworkBasis(arcs: [.inTree, .atLower, .atLower])
        let result = try NetworkSimplex().solve(problem, from: start)
        #expect(result.iterations == 0 && result.solution?.flows == [5, 0, 0])
    }

    private static func parallel(count: Int) -> (MinCostFlowProblem, [MinCostFlowProblem.ArcID]) {
        var problem = MinCostFlowProblem()
        let (from, to) = (problem.addNode(supply: 5), problem.addNode(supply: -5))
        let arcs = (0..<count).map { problem.addArc(from: from, to: to, cost: Double($0 + 1)) }
        return (problem, arcs)
    }

    /// A grid of streets in both directions, with supplies at some crossings.
    private static func grid(_ generator: inout SeededGenerator) -> MinCostFlowProblem {
        let side = 6
        var problem = MinCostFlowProblem()
        for _ in 0..<side * side { problem.addNode() }
        for node in 0..<side * side {
            for other in [node % side + 1 < side ? node + 1 : -1, node + side] where (0..<side * side).contains(other) {
                for (tail, head) in [(node, other), (other, node)] {
                    let upper = Double(Int.random(in: 4...14, using: &generator))
                    let cost = Double(Int.random(in: 1...20, using: &generator))
                    problem.addArc(from: .init(tail), to: .init(head), .between(0, upper), cost: cost)
                }
            }
        }
        for _ in 0..<12 { move(Double(Int.random(in: 1...4, using: &generator)), &problem, &generator) }
        return problem
    }

    private static func move(
        _ amount: Double, _ problem: inout MinCostFlowProblem, _ generator: inout SeededGenerator
    ) {
        problem.nodes[Int.random(in: problem.nodes.indices, using: &generator)].supply += amount
        problem.nodes[Int.random(in: problem.nodes.indices, using: &generator)].supply -= amount
    }

    private static func apply(
        _ change: Change, to problem: inout MinCostFlowProblem, _ generator: inout SeededGenerator
    ) {
        let chosen = (0..<4).map { _ in Int.random(in: problem.arcs.indices, using: &generator) }
        if change == .costs || change == .everything {
            for arc in chosen { problem.arcs[arc].cost = Double(Int.random(in: 1...20, using: &generator)) }
        }
        if change == .bounds || change == .everything {
            for arc in chosen { problem.arcs[arc].bounds.upper = Double(Int.random(in: 0...10, using: &generator)) }
        }
        if change == .supplies || change == .everything { move(1, &problem, &generator) }
        guard change == .moreArcs else { return }
        for arc in chosen {
            let it = problem.arcs[arc]
            problem.addArc(from: it.tail, to: it.head, .between(0, 3), cost: it.cost - 1)
        }
    }
}
