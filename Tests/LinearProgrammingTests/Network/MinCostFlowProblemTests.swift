import LinearProgramming
import Testing

/// Problems whose answers are known by hand, and problems that make no sense.
struct MinCostFlowProblemTests {
    private let solver = NetworkSimplex()

    @Test func solvesTheEmptyProblem() throws {
        let result = try solver.solve(MinCostFlowProblem())
        #expect(result.status == .optimal && result.solution?.objective == 0 && result.iterations == 0)
    }

    @Test(arguments: [0.0, 2, -2])
    func aSingleNodeMustBeInBalance(supply: Double) throws {
        let problem = MinCostFlowProblem(nodes: [.init(supply: supply)])
        let result = try solver.solve(problem)
        #expect(result.status == (supply == 0 ? .optimal : .infeasible))
        #expect(result.certificate?.gap(in: problem) == (supply == 0 ? nil : 2))
    }

    @Test func givesPotentialsThatExplainTheFlows() throws {
        var problem = MinCostFlowProblem()
        let plant = problem.addNode("plant", supply: 10)
        let city = problem.addNode("city", supply: -10)
        let road = problem.addArc("road", from: plant, to: city, .between(0, 6), cost: 2)
        let rail = problem.addArc("rail", from: plant, to: city, cost: 3)
        let solution = try #require(try solver.solve(problem).solution)
        #expect(solution.objective == 24 && solution[road] == 6 && solution[rail] == 4)
        #expect(solution[potential: city] - solution[potential: plant] == 3)
        #expect(solution[reducedCost: road] == -1 && solution[reducedCost: rail] == 0)
    }

    /// The example of the article "Min-cost flow: bounds, starting bases, warm starts".
    @Test func doesWhatTheArticleSays() throws {
        var problem = MinCostFlowProblem()
        let plant = problem.addNode("plant", supply: 10)
        let hub = problem.addNode("hub")
        let city = problem.addNode("city", supply: -10)
        let road = problem.addArc("road", from: plant, to: city, .between(0, 6), cost: 5)
        let rail = problem.addArc("rail", from: plant, to: hub, cost: 1)
        let truck = problem.addArc("truck", from: hub, to: city, .between(0, 8), cost: 2)

        let first = try NetworkSimplex().solve(problem)
        let solution = try #require(first.solution)
        #expect(solution[truck] == 8 && solution[road] == 2 && solution.objective == 34)
        #expect(solution[potential: city] - solution[potential: plant] == 5 && solution[reducedCost: truck] == -2)

        problem.arcs[road.index].bounds.upper = 1
        let short = try NetworkSimplex().solve(problem, from: first.basis)
        #expect(short.status == .infeasible && short.certificate?.gap(in: problem) == 1)

        let guess = NetworkBasis(arcs: [.inTree, .inTree, .atUpper])
        let second = try NetworkSimplex().solve(problem, from: guess)
        #expect(second.status == .infeasible)

        problem.arcs[road.index].bounds.upper = 6
        problem.arcs[rail.index].cost = 4
        let third = try NetworkSimplex().solve(problem, from: first.basis)
        #expect(third.solution?[road] == 6 && third.solution?[truck] == 4)
        #expect(try NetworkSimplex().solve(problem, from: third.basis).iterations == 0)
    }

    @Test func namesTheCutInTheWay() throws {
        var problem = MinCostFlowProblem()
        let plant = problem.addNode("plant", supply: 10)
        let hub = problem.addNode("hub")
        let city = problem.addNode("city", supply: -10)
        problem.addArc(from: plant, to: hub, .between(0, 6), cost: 2)
        problem.addArc(from: hub, to: city, cost: -5)
        problem.addArc(from: city, to: hub, cost: -5)
        let result = try solver.solve(problem)
        #expect(result.status == .infeasible, "costs that fall for ever change nothing about that")
        #expect(result.certificate?.gap(in: problem) == 4)
        #expect(result.certificate?.proves(problem) == true)
        problem.arcs[0].bounds.upper = 10
        #expect(result.certificate?.proves(problem) == false)
        #expect(NetworkCut(nodes: [city]).gap(in: problem) == -.infinity)
        #expect(NetworkCut(nodes: [.init(7), .init(-1)]).gap(in: problem) == 0)
    }

    @Test func sendsFlowOverFreeArcsBothWays() throws {
        for supply in [-3.0, 0, 3] {
            var problem = MinCostFlowProblem()
            let (a, b) = (problem.addNode(supply: supply), problem.addNode(supply: -supply))
            let arc = problem.addArc(from: a, to: b, .free, cost: 2)
            let result = try solver.solve(problem)
            #expect(result.solution?[arc] == supply && result.solution?.objective == 2 * supply)
            #expect(try solver.solve(problem, from: result.basis).iterations == 0)
        }
    }

    @Test func anArcFromANodeToItselfFollowsItsCost() throws {
        var problem = MinCostFlowProblem(nodes: [.init()])
        let bounds: [(LinearProgram.Bounds, Double)] = [(.between(1, 4), -2), (.between(1, 4), 2), (.free, 0)]
        for (bounds, cost) in bounds { problem.addArc(from: .init(0), to: .init(0), bounds, cost: cost) }
        #expect(try solver.solve(problem).solution?.flows == [4, 1, 0])
        problem.arcs[2].cost = -1
        #expect(try solver.solve(problem).status == .unbounded)
    }

    @Test func answersNaNForPartsOfAnotherProblem() throws {
        let solution = try #require(try solver.solve(MinCostFlowProblem()).solution)
        #expect(solution[.init(0)].isNaN && solution[potential: .init(-1)].isNaN)
        #expect(solution[reducedCost: .init(2)].isNaN)
    }

    @Test func saysThatFlowsOverflow() {
        var problem = MinCostFlowProblem(nodes: [.init(supply: 1e308), .init(supply: 1e308), .init(), .init()])
        for node in 0..<3 { problem.addArc(from: .init(node), to: .init(3)) }
        let start = NetworkBasis(arcs: [.inTree, .inTree, .inTree])
        #expect(throws: LinearProgramError(.numericalTrouble, "")) { try solver.solve(problem, from: start) }
    }

    struct Bad: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let error: LinearProgramError
        let spoil: @Sendable (inout MinCostFlowProblem) -> Void

        init(
            _ name: String, _ code: LinearProgramError.Code, _ place: LinearProgram.Place,
            _ spoil: @escaping @Sendable (inout MinCostFlowProblem) -> Void
        ) {
            testDescription = name
            error = .init(code, "", at: place)
            self.spoil = spoil
        }
    }

    static let badProblems: [Bad] = [
        .init("supply NaN", .invalidNumber, .node(1, "b")) { $0.nodes[1].supply = .nan },
        .init("supply infinite", .invalidNumber, .node(0, "a")) { $0.nodes[0].supply = -.infinity },
        .init("cost NaN", .invalidNumber, .arc(0, "ab")) { $0.arcs[0].cost = .nan },
        .init("cost infinite", .invalidNumber, .arc(0, "ab")) { $0.arcs[0].cost = .infinity },
        .init("bound NaN", .invalidNumber, .arc(0, "ab")) { $0.arcs[0].bounds.upper = .nan },
        .init("lower above upper", .invalidBounds, .arc(0, "ab")) { $0.arcs[0].bounds = .between(2, 1) },
        .init("lower infinite", .invalidBounds, .arc(0, "ab")) { $0.arcs[0].bounds = .atLeast(.infinity) },
        .init("upper infinite", .invalidBounds, .arc(0, "ab")) { $0.arcs[0].bounds = .atMost(-.infinity) },
        .init("tail unknown", .unknownNode, .arc(0, "ab")) { $0.arcs[0].tail = .init(-1) },
        .init("head unknown", .unknownNode, .arc(0, "ab")) { $0.arcs[0].head = .init(2) },
    ]

    @Test(arguments: badProblems)
    func refusesWhatMakesNoSense(bad: Bad) throws {
        var problem = MinCostFlowProblem()
        let (a, b) = (problem.addNode("a", supply: 1), problem.addNode("b", supply: -1))
        problem.addArc("ab", from: a, to: b)
        try problem.validate()
        bad.spoil(&problem)
        #expect(throws: bad.error) { try problem.validate() }
        #expect(throws: bad.error) { try solver.solve(problem) }
        let name = bad.error.place?.description ?? "?"
        let error = #expect(throws: LinearProgramError.self) { try solver.solve(problem) }
        #expect(error?.description.hasPrefix(name) == true)
        _ = problem.linearProgram
    }
}
