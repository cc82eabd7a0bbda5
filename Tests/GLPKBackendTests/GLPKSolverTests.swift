import GLPKBackend
import LinearProgramming
import Testing

@Suite(.enabled(if: GLPKSolver.isAvailable, "this build has no GLPK (trait off)"))
struct GLPKSolverTests {
    @Test func namesItsVersion() {
        #expect(GLPKSolver().name.hasPrefix("GLPK "))
        #expect(DefaultSolver().name == GLPKSolver().name)
    }

    @Test func solvesManyProgramsAtOnce() async throws {
        let programs = (UInt64(0)..<64).map { RandomProgram.draw(.feasible, seed: $0) }
        let expected = try programs.map { try ReferenceSimplex().solve($0) }
        let answers = try await withThrowingTaskGroup(of: (Int, Double?).self) { group in
            for (seed, program) in programs.enumerated() {
                group.addTask { (seed, try GLPKSolver().solve(program).solution?.objective) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (seed, result) in expected.enumerated() {
            let objective = try #require(result.solution?.objective)
            #expect(abs((answers[seed] ?? .nan) - objective) <= 1e-6 * (1 + abs(objective)), "seed \(seed)")
        }
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

    @Test func solvesTheEmptyProgram() throws {
        #expect(try GLPKSolver().solve(LinearProgram(.minimize, constant: 4)).solution?.objective == 4)
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
