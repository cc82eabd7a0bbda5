import GLPKBackend
import LinearProgramming
import Testing

@Suite(.enabled(if: GLPKSolver.isAvailable, "this build has no GLPK (trait off)"))
struct GLPKSolverTests {
    @Test func namesItsVersion() {
        #expect(GLPKSolver().name.hasPrefix("GLPK "))
        #expect(DefaultSolver().name == GLPKSolver().name)
    }

    @Test func refusesBadInputBeforeTheLibrarySeesIt() {
        var program = LinearProgram(.minimize)
        let x = program.addVariable("x", cost: .nan)
        let cost = #expect(throws: LinearProgramError.self) { try GLPKSolver().solve(program) }
        #expect(cost?.place == .variable(0, "x"))
        program = LinearProgram(.minimize)
        program.addRow("capacity", .atMost(1), [.init(x, 1)])
        let index = #expect(throws: LinearProgramError.self) { try GLPKSolver().solve(program) }
        #expect(index?.code == .unknownVariable && index?.place == .row(0, "capacity"))
    }

    @Test func stopsAtTheLimits() throws {
        let program = assignment(size: 60)
        #expect(try GLPKSolver().solve(program, limits: .init(iterations: 3)).status == .limit)
        #expect(try GLPKSolver().solve(program, limits: .init(duration: .zero)).status == .limit)
        #expect(try GLPKSolver().solve(program, limits: .init(duration: .seconds(60))).status == .optimal)
    }

    @Test func stopsAtTheMemoryLimitAndForgetsIt() throws {
        let program = assignment(size: 60)
        #expect(try GLPKSolver().solve(program, limits: .init(megabytes: 1)).status == .limit)
        #expect(try GLPKSolver().solve(program, limits: .init(megabytes: 100)).status == .optimal)
        #expect(try GLPKSolver().solve(program).status == .optimal)
    }

    /// The presolver and the dual method say the same of both, "no dual feasible point".
    @Test(arguments: [GLPKOptions(presolves: true), GLPKOptions(method: .dual), GLPKOptions(method: .dualThenPrimal)])
    func tellsUnboundedFromInfeasibleWhereTheDualIsInfeasible(options: GLPKOptions) throws {
        func program(_ least: Double) -> LinearProgram {
            var program = LinearProgram(.maximize)
            let x = program.addVariable("x", cost: 1)
            let y = program.addVariable("y", cost: 1)
            let z = program.addVariable("z", .between(0, 1))
            program.addRow("difference", .exactly(-1), [.init(x, 1), .init(y, -1)])
            program.addRow("sum", .atLeast(least), [.init(z, 1), .init(x, -1), .init(y, 1)])
            return program
        }
        #expect(try GLPKSolver(options).solve(program(2)).status == .unbounded)
        let infeasible = try GLPKSolver(options).solve(program(3))
        #expect(infeasible.status == .infeasible)
        #expect(infeasible.certificate?.proves(program(3)) == true)
    }

    /// Found by comparison: GLPK calls a point of objective 3.018 optimal, though a free variable could improve it.
    @Test func doesNotPassOnAPointThatItsPricesDoNotProveOptimal() throws {
        let program = badlyScaled()
        do {
            let objective = try #require(try GLPKSolver().solve(program).solution?.objective)
            #expect(abs(objective - 3.03002) < 1e-6)
        } catch let error as LinearProgramError {
            #expect(error.code == .numericalTrouble)
        }
        let reference = try #require(try ReferenceSimplex().solve(program).solution?.objective)
        #expect(abs(reference - 3.03002) < 1e-6)
    }

    @Test(arguments: [Double.greatestFiniteMagnitude, 1e300, Double.leastNonzeroMagnitude])
    func survivesNumbersAtTheEndOfTheRange(number: Double) throws {
        var program = LinearProgram(.maximize, constant: number)
        let x = program.addVariable("x", .between(-number, number), cost: number)
        let y = program.addVariable("y", .atMost(number), cost: -number)
        program.addRow("row", .between(-number, number), [.init(x, number), .init(y, -number)])
        for solver in [GLPKSolver() as any LinearProgramSolver, ReferenceSimplex()] {
            // Any answer but a crash; an answer that does not hold must not get out.
            guard let solution = try? solver.solve(program).solution else { continue }
            #expect(solution.objective.isFinite && program.largestViolation(at: solution.values) <= 1e-5)
        }
    }

    @Test func solvesTheEmptyProgram() throws {
        #expect(try GLPKSolver().solve(LinearProgram(.minimize, constant: 4)).solution?.objective == 4)
    }

    private func badlyScaled() -> LinearProgram {
        var program = LinearProgram(.maximize)
        let bounds: [(LinearProgram.Bounds, Double)] = [
            (.between(-2, 2), 0.01), (.between(-4, 25), -0.005), (.free, 0), (.between(-100, -74), -0.03),
            (.between(-1.002, -0.002), 0), (.free, 0), (.atLeast(-202), 0), (.between(-1, 10), 0),
        ]
        let x = bounds.map { program.addVariable("", $0, cost: $1) }
        program.addRow("", .between(-202.5, -198.5), [.init(x[2], 10), .init(x[6], 1)])
        program.addRow(
            "", .between(-401.009006, -400.009006),
            [.init(x[1], 400), .init(x[4], 0.003), .init(x[5], -3), .init(x[6], -4)])
        program.addRow("", .between(-200, -199), [.init(x[6], 1)])
        program.addRow("", .atLeast(-1.99995), [.init(x[2], -0.001)])
        program.addRow("", .between(0.999, 2.999), [.init(x[0], 3), .init(x[2], 0.02)])
        program.addRow("", .atMost(-8.3), [.init(x[3], 0.003), .init(x[4], 4000), .init(x[7], -1000)])
        return program
    }

    /// Cheapest assignment of workers to jobs, always feasible.
    private func assignment(size: Int) -> LinearProgram {
        var program = LinearProgram(.minimize)
        let cells = (0..<size).map { worker in
            (0..<size).map { program.addVariable("", cost: Double((worker * 37 + $0 * 91) % 113)) }
        }
        for worker in cells { program.addRow("", .exactly(1), worker.map { .init($0, 1) }) }
        for job in 0..<size { program.addRow("", .exactly(1), cells.map { .init($0[job], 1) }) }
        return program
    }
}

@Suite(.enabled(if: !GLPKSolver.isAvailable, "this build has GLPK; its absence is tested with the trait off"))
struct WithoutGLPKTests {
    @Test func saysSoAndFallsBack() throws {
        #expect(throws: LinearProgramError(.solverUnavailable, "")) { try GLPKSolver().solve(.init(.minimize)) }
        #expect(DefaultSolver().name == ReferenceSimplex().name)
        #expect(try DefaultSolver().solve(.init(.minimize)).status == .optimal)
    }
}
