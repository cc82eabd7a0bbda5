import LinearProgramming
import TestSupport
import Testing

/// Programs in two boxed variables, solved independently by trying every crossing of two boundary lines.
struct PlaneOracleTests {
    private struct Line {
        var a: Double, b: Double, value: Double
    }

    @Test(arguments: 0..<300)
    func agreesWithTryingEveryCrossing(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let program = Self.program(&generator)
        let best = Self.best(of: program)
        let result = try ReferenceSimplex().solve(program)
        #expect(result.status == (best == nil ? .infeasible : .optimal))
        if let best, let solution = result.solution {
            #expect(abs(solution.objective - best) <= 1e-7 * (1 + abs(best)))
        }
    }

    @Test func drawsBothKinds() {
        let feasible = (UInt64(0)..<300).filter { seed in
            var generator = SeededGenerator(seed: seed)
            return Self.best(of: Self.program(&generator)) != nil
        }
        #expect((60...290).contains(feasible.count))
    }

    private static func program(_ generator: inout SeededGenerator) -> LinearProgram {
        var program = LinearProgram(generator.chance(0.5) ? .minimize : .maximize)
        let range = -9...9
        func draw() -> Double { Double(Int.random(in: range, using: &generator)) }
        let variables = ["x", "y"].map { name in
            let lower = draw()
            return program.addVariable(name, .between(lower, lower + abs(draw())), cost: draw())
        }
        for row in 0..<Int.random(in: 1...4, using: &generator) {
            let (a, b, value) = (draw(), draw(), 3 * draw())
            let bounds: LinearProgram.Bounds =
                generator.chance(0.2) ? .exactly(value) : generator.chance(0.5) ? .atMost(value) : .atLeast(value)
            program.addRow("\(row)", bounds, [.init(variables[0], a), .init(variables[1], b)])
        }
        return program
    }

    private static func best(of program: LinearProgram) -> Double? {
        let lines = boundaries(of: program)
        let objectives = lines.indices.flatMap { i in
            lines[(i + 1)...].compactMap { crossing(lines[i], $0) }
        }.filter { program.largestViolation(at: $0) < 1e-9 }.map(program.objective)
        return program.direction == .minimize ? objectives.min() : objectives.max()
    }

    private static func boundaries(of program: LinearProgram) -> [Line] {
        let box = program.variables.enumerated().flatMap { index, variable in
            [variable.bounds.lower, variable.bounds.upper].map {
                Line(a: index == 0 ? 1 : 0, b: index == 0 ? 0 : 1, value: $0)
            }
        }
        let rows = program.rows.flatMap { row in
            [row.bounds.lower, row.bounds.upper].filter(\.isFinite).map {
                Line(a: row.terms[0].coefficient, b: row.terms[1].coefficient, value: $0)
            }
        }
        return box + rows
    }

    private static func crossing(_ one: Line, _ two: Line) -> [Double]? {
        let determinant = one.a * two.b - one.b * two.a
        guard determinant != 0 else { return nil }
        return [
            (one.value * two.b - one.b * two.value) / determinant,
            (one.a * two.value - one.value * two.a) / determinant,
        ]
    }
}
