import CloudTopology
import FlowDistribution
import FlowDistributionTesting
import LinearProgramming
import Testing

/// What Figure 6 does as it is printed (see the decisions on γ, Eq. 2 and Eq. 5 on ``PaperLiteralProgram``'s page).
struct GeneralPaperLiteralTests {
    /// Two positions of one instance each in different racks: all 100 must cross once.
    private static func twoPositions(gain: Double = 1) -> DistributionProblem {
        var problem = DistributionProblem(rackCount: 2)
        problem.includesEndpoints = false
        let source = problem.addSite("source", in: RackID(0))
        let instances = [0, 1].map { problem.addSite("i\($0)", in: RackID($0)) }
        let sink = problem.addSite("sink", in: RackID(1))
        problem.chains = [
            .init(
                "web", from: [.init(source, volume: 100)], through: instances.map { .init([$0], gain: gain) },
                to: [sink])
        ]
        return problem
    }

    /// Eq. 2 at the last position has no outflow to equal and so asks for no inflow; Eq. 5 asks for 80 at least.
    @Test func isInfeasibleAsPrinted() throws {
        let problem = Self.twoPositions()
        #expect(try ReferenceSimplex().solve(PaperLiteralProgram(problem).program).status == .infeasible)
        #expect(try GeneralDistributor(ReferenceSimplex()).solve(problem).distribution?.objective == 100)
    }

    /// Without that, nothing ties what leaves the first position to what enters it, so as little crosses as Eq. 5
    /// lets: 80 of 100.
    @Test func costsTooLittleInTheKinderReading() throws {
        let literal = PaperLiteralProgram(Self.twoPositions(), lastPosition: .leftOut)
        let solution = try #require(try ReferenceSimplex().solve(literal.program).solution)
        #expect(abs(solution.objective - 80) < 1e-9)
    }

    /// A function that halves its traffic has γ = 2, and Eq. 5 asks the first position for 2 · 100 within 20 %, while
    /// Eq. 3 lets 100 enter.
    @Test func countsGainsTheWrongWayRound() throws {
        let literal = PaperLiteralProgram(Self.twoPositions(gain: 0.5), lastPosition: .leftOut)
        #expect(try ReferenceSimplex().solve(literal.program).status == .infeasible)
        let correct = try GeneralDistributor(ReferenceSimplex()).solve(Self.twoPositions(gain: 0.5))
        #expect(correct.distribution?.objective == 50)
    }

    /// With one position there is no Eq. 2 and nothing to be wrong.
    @Test func isRightForOnePosition() throws {
        var problem = Self.twoPositions()
        problem.chains[0].positions.removeLast()
        let solution = try #require(try ReferenceSimplex().solve(PaperLiteralProgram(problem).program).solution)
        #expect(solution.objective == 0 && solution.values == [100])
    }

    @Test func hasARowForEveryEquation() {
        var problem = Self.twoPositions()
        problem.chains[0].positions.append(.init([problem.addSite("i2", in: RackID(0))], gain: 0.25))
        problem.bandwidthLimits = [.init(RackPair(from: RackID(0), to: RackID(1)), available: 7, carried: 1)]
        let program = PaperLiteralProgram(problem).program
        #expect(
            program.rows.map(\.name) == [
                "Eq. 2 for web, i1", "Eq. 2 for web, i2", "Eq. 3 for web", "Eq. 4 for 0>1", "Eq. 5 for i0",
                "Eq. 5 for i1", "Eq. 5 for i2",
            ])
        #expect(program.rows[0].terms.map(\.coefficient) == [1, -1])
        #expect(program.rows[1].terms.map(\.coefficient) == [1])
        #expect(program.rows[3].bounds == .atMost(8))
        #expect(program.rows[6].bounds == .between(0.8 * 400, 1.2 * 400))
        #expect(program.variables.map(\.cost) == [0, 1, 1])
    }

    /// From two positions on, whatever the problem.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func neverWorksAsPrinted(seed: UInt64) throws {
        let problem = DistributionGenerator(seed: seed).tenant(.clustered(racks: 3))
        #expect(try ReferenceSimplex().solve(PaperLiteralProgram(problem).program).status == .infeasible)
    }
}
