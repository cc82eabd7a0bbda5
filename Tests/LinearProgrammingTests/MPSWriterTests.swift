import Foundation
import LinearProgramming
import LinearProgrammingTesting
import TestSupport
import Testing

/// What is written is read back the same, and another program understands it the same way.
struct MPSWriterTests {
    @Test(arguments: SolverConformance.Family.allCases)
    func comesBack(family: SolverConformance.Family) throws {
        for test in SolverConformance.randomCases(seeds: 0..<60, families: [family]) {
            let back = try LinearProgram(mps: test.program.mps())
            #expect(Self.nameless(back) == Self.nameless(test.program), "\(test)")
        }
    }

    @Test func keepsNamesThatAreDistinctWords() throws {
        var program = LinearProgram(.maximize)
        let x = program.addVariable("share", .between(-2, -1), cost: 0)
        program.addRow("objective", .atMost(3), [.init(x, 0.1)])
        let back = try LinearProgram(mps: program.mps(name: "two\nlines"))
        #expect(back == program)
        program.addVariable("share of two", .exactly(1))
        #expect(try LinearProgram(mps: program.mps()).variables.map(\.name) == ["x0", "x1"])
    }

    /// glpsol knows no OBJSENSE; the direction goes on its command line. It adds the right-hand side of the objective,
    /// where most others subtract it, so the constant stays out of the comparison.
    @Test(.enabled(if: Capability.path(of: "glpsol") != nil, "glpsol (package glpk-utils) is not installed"))
    func anotherSolverReadsTheSame() async throws {
        for test in SolverConformance.randomCases(seeds: 0..<4) {
            var program = test.program
            program.constant = 0
            let text = program.mps().replacing("OBJSENSE\n MAX\n", with: "")
            let direction = program.direction == .minimize ? "--min" : "--max"
            let result = try ReferenceSimplex().solve(program)
            let answer = try await Self.glpsol(text, direction)
            #expect(answer.isOptimal == (result.status == .optimal), "\(test): \(result.status)")
            guard let solution = result.solution else { continue }
            #expect(abs(answer.objective - solution.objective) <= 1e-5 * (1 + abs(solution.objective)), "\(test)")
        }
    }

    private static func glpsol(_ text: String, _ direction: String) async throws -> (isOptimal: Bool, objective: Double)
    {
        try await TemporaryDirectory.with("mps") { directory in
            let (input, output) = (directory.appending(path: "in.mps").path, directory.appending(path: "out.txt").path)
            try text.write(toFile: input, atomically: false, encoding: .utf8)
            _ = try await outputOfProcess(
                "glpsol", ["--freemps", input, direction, "-w", output], timeout: .seconds(20))
            // s bas <rows> <columns> <primal status> <dual status> <objective>
            let line =
                try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
                .first { $0.hasPrefix("s bas") } ?? ""
            let words = line.split(separator: " ")
            guard words.count == 7 else { return (false, .nan) }
            return (words[4] == "f" && words[5] == "f", Double(words[6]) ?? .nan)
        }
    }

    private static func nameless(_ program: LinearProgram) -> LinearProgram {
        var result = LinearProgram(program.direction, constant: program.constant)
        for variable in program.variables { result.addVariable("", variable.bounds, cost: variable.cost) }
        for row in program.rows {
            // A range comes back as lower + (upper − lower); terms come back in the order of the variables.
            let upper =
                row.bounds.lower.isFinite ? row.bounds.lower + (row.bounds.upper - row.bounds.lower) : row.bounds.upper
            let terms = row.terms.sorted { $0.variable.index < $1.variable.index }
            result.addRow("", .between(row.bounds.lower, upper), terms)
        }
        return result
    }
}
