import LinearProgramming
import Testing

/// Programs whose answers are known by hand or from the literature.
struct ReferenceSimplexTests {
    let solver = ReferenceSimplex()

    @Test func maximizesWithPricesThatExplainTheObjective() throws {
        var program = LinearProgram(.maximize, constant: 10)
        let x = program.addVariable("x", cost: 3)
        let y = program.addVariable("y", .between(0, 6), cost: 5)
        let first = program.addRow("first", .atMost(4), [.init(x, 1)])
        let third = program.addRow("third", .atMost(18), [.init(x, 3), .init(y, 2)])
        let solution = try #require(try solver.solve(program).solution)
        #expect(abs(solution.objective - 46) < 1e-9)
        #expect(abs(solution[x] - 2) < 1e-9 && abs(solution[y] - 6) < 1e-9)
        #expect(abs(solution[dual: first]) < 1e-9)
        #expect(abs(solution[dual: third] - 1) < 1e-9)
        #expect(abs(solution[reducedCost: y] - 3) < 1e-9)
    }

    /// Found by a search: the steepest column with the largest pivot returns to the same basis for ever.
    @Test func endsWhereTheSteepestColumnAloneCycles() throws {
        var program = LinearProgram(.minimize)
        let x = [-39.0, -71, 29, 62, 84].map { program.addVariable("", .between(0, 1), cost: $0) }
        for row in [[-61.0, -43, 7, 15, 31], [-67, 64, -85, -23, 66], [-21, 59, -57, 50, 9]] {
            program.addRow("", .atMost(0), zip(x, row).map { .init($0, $1) })
        }
        let result = try solver.solve(program, limits: .init(iterations: 1_000))
        #expect(result.status == .optimal)
        #expect(abs((result.solution?.objective ?? .nan) + 272.0 / 3) < 1e-6)
    }

    @Test func solvesBealesExample() throws {
        var program = LinearProgram(.minimize)
        let x = zip(["a", "b", "c", "d"], [-0.75, 150, -0.02, 6]).map { program.addVariable($0, cost: $1) }
        program.addRow("1", .atMost(0), zip(x, [0.25, -60, -0.04, 9]).map { .init($0, $1) })
        program.addRow("2", .atMost(0), zip(x, [0.5, -90, -0.02, 3]).map { .init($0, $1) })
        program.addRow("3", .atMost(1), [.init(x[2], 1)])
        let result = try solver.solve(program, limits: .init(iterations: 200))
        #expect(result.status == .optimal)
        #expect(abs((result.solution?.objective ?? .nan) + 0.05) < 1e-9)
    }

    @Test func solvesEquationsWithFreeVariablesAndRanges() throws {
        var program = LinearProgram(.minimize)
        let x = program.addVariable("x", .free, cost: 1)
        let y = program.addVariable("y", .atMost(-2), cost: 0)
        program.addRow("sum", .exactly(-7), [.init(x, 1), .init(y, 1)])
        program.addRow("range", .between(-8, -3), [.init(y, 2), .init(x, 0)])
        let solution = try #require(try solver.solve(program).solution)
        #expect(abs(solution[x] + 5) < 1e-9 && abs(solution[y] + 2) < 1e-9)
    }

    @Test func saysInfeasible() throws {
        var program = LinearProgram(.minimize)
        let x = program.addVariable("x", .between(0, 1), cost: 1)
        program.addRow("too much", .atLeast(3), [.init(x, 2)])
        let result = try solver.solve(program)
        #expect(result.status == .infeasible && result.solution == nil)
        #expect(result.certificate?.gap(in: program) == 1)
    }

    @Test func saysInfeasibleOfAnEmptyRowThatWantsSomething() throws {
        var program = LinearProgram(.minimize)
        program.addRow("nothing", .atLeast(1), [])
        #expect(try solver.solve(program).status == .infeasible)
    }

    @Test func saysUnbounded() throws {
        var program = LinearProgram(.maximize)
        let x = program.addVariable("x", cost: 1)
        let y = program.addVariable("y")
        program.addRow("difference", .atMost(1), [.init(x, 1), .init(y, -1)])
        #expect(try solver.solve(program).status == .unbounded)
    }

    @Test func saysLimit() throws {
        var program = LinearProgram(.maximize)
        let x = program.addVariable("x", cost: 1)
        program.addRow("cap", .atMost(1), [.init(x, 1)])
        #expect(try solver.solve(program, limits: .init(iterations: 0)).status == .limit)
    }

    @Test func solvesTheEmptyProgram() throws {
        let solution = try #require(try solver.solve(LinearProgram(.minimize, constant: 4)).solution)
        #expect(solution.objective == 4)
    }

    @Test func refusesAProgramBeyondItsMemory() {
        var program = LinearProgram(.minimize)
        for index in 0..<6_000 {
            program.addRow("\(index)", .free, [])
        }
        #expect(throws: LinearProgramError(.tooLarge, "")) { try solver.solve(program) }
    }

    @Test func countsTheMemoryOfItsInverse() throws {
        var program = LinearProgram(.minimize)
        for _ in 0..<400 { program.addRow("", .free, []) }
        #expect(try solver.solve(program, limits: .init(megabytes: 1)).status == .limit)
        #expect(try solver.solve(program, limits: .init(megabytes: 2)).status == .optimal)
    }

    /// The certificate names the rows that contradict each other and leaves the others out.
    @Test func namesTheRowsAtFault() throws {
        var program = LinearProgram(.maximize)
        let x = (0..<4).map { program.addVariable("x\($0)", cost: 1) }
        program.addRow("innocent", .atMost(10), x.map { .init($0, 1) })
        program.addRow("low", .atMost(3), [.init(x[0], 1), .init(x[1], 1)])
        program.addRow("also innocent", .between(1, 2), [.init(x[2], 1), .init(x[3], -1)])
        program.addRow("high", .atLeast(4), [.init(x[0], 1), .init(x[1], 1)])
        let certificate = try #require(try solver.solve(program).certificate)
        #expect(certificate.rows == [.init(1), .init(3)])
        #expect(certificate.gap(in: program) == 1)
    }

    @Test func answersNaNForAVariableOfAnotherProgram() throws {
        let solution = try #require(try solver.solve(LinearProgram(.minimize)).solution)
        #expect(solution[.init(3)].isNaN && solution[dual: .init(-1)].isNaN)
    }
}
