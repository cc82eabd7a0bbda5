import LinearProgramming

/// What is wrong with an answer to a min-cost flow problem, found from the problem alone.
struct FlowCheck {
    private(set) var complaints: [String] = []
    private let problem: MinCostFlowProblem

    static func complaints(_ result: MinCostFlowResult, _ problem: MinCostFlowProblem) -> [String] {
        var check = FlowCheck(problem: problem)
        switch result.status {
        case .optimal: check.check(result.solution)
        case .infeasible: check.check(result.certificate)
        case .unbounded, .limit: break
        }
        if result.basis.arcs.count != problem.arcs.count { check.complaints.append("basis has other arcs") }
        if (result.solution != nil) != (result.status == .optimal) { check.complaints.append("solution unasked") }
        if (result.certificate != nil) != (result.status == .infeasible) { check.complaints.append("proof unasked") }
        return check.complaints
    }

    private init(problem: MinCostFlowProblem) {
        self.problem = problem
    }

    private mutating func demand(_ truth: Bool, _ message: @autoclosure () -> String) {
        if !truth { complaints.append(message()) }
    }

    private mutating func check(_ solution: MinCostFlowSolution?) {
        guard let solution else { return complaints.append("no solution") }
        checkConservation(solution)
        let size = problem.arcs.reduce(1) { max($0, abs($1.cost)) }
        for (index, arc) in problem.arcs.enumerated() {
            let (flow, reduced) = (solution.flows[index], solution.reducedCosts[index])
            let price = arc.cost + solution.potentials[arc.tail.index] - solution.potentials[arc.head.index]
            demand(arc.bounds.violation(by: flow) == 0, "flow \(flow) of arc \(index) breaks \(arc.bounds)")
            demand(abs(price - reduced) <= 1e-9 * size, "reduced cost \(reduced) of arc \(index) should be \(price)")
            guard abs(price) > 1e-9 * size else { continue }
            let bound = price > 0 ? arc.bounds.lower : arc.bounds.upper
            demand(flow == bound, "arc \(index) of reduced cost \(price) carries \(flow), not \(bound)")
        }
        let bound = problem.linearProgram.dualBound(at: solution.potentials.map { -$0 }, tolerance: 1e-9)
        demand(abs(bound.value - solution.objective) <= 1e-9 * (1 + bound.size), "dual bound is \(bound.value)")
    }

    private mutating func checkConservation(_ solution: MinCostFlowSolution) {
        var (left, size) = (problem.nodes.map(\.supply), 1.0)
        for (arc, flow) in zip(problem.arcs, solution.flows) {
            left[arc.tail.index] -= flow
            left[arc.head.index] += flow
            size = max(size, abs(flow))
        }
        demand(left.allSatisfy { abs($0) <= 1e-9 * size }, "flows are not conserved: \(left)")
        let objective = zip(problem.arcs, solution.flows).reduce(0) { $0 + $1.0.cost * $1.1 }
        demand(abs(objective - solution.objective) <= 1e-9 * (1 + abs(objective)), "objective should be \(objective)")
    }

    private mutating func check(_ cut: NetworkCut?) {
        guard let cut else { return complaints.append("no proof") }
        let problem = problem
        demand(cut.proves(problem), "cut \(cut.nodes) proves nothing: gap \(cut.gap(in: problem))")
        var multipliers = [Double](repeating: 0, count: problem.nodes.count)
        for node in cut.nodes { multipliers[node.index] = 1 }
        let certificate = InfeasibilityCertificate(multipliers: multipliers)
        let gap = certificate.gap(in: problem.linearProgram)
        demand(abs(gap - cut.gap(in: problem)) <= 1e-9 * (1 + abs(gap)), "as rows, the cut's gap is \(gap)")
    }
}
