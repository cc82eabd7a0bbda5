import LinearProgramming
import Testing

/// Every kind of bad input is refused, and the error says which variable or row it is about.
struct ValidationTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var code: LinearProgramError.Code
        var names: String
        var program: @Sendable () -> LinearProgram
    }

    @Test(arguments: variableCases + rowCases)
    func refusesAndNames(_ bad: Case) {
        let program = bad.program()
        let error = #expect(throws: LinearProgramError.self) { try program.validate() }
        #expect(error?.code == bad.code)
        #expect(error?.description.contains(bad.names) == true, "\(String(describing: error))")
        #expect(throws: LinearProgramError.self) { try ReferenceSimplex().solve(program) }
    }

    @Test func acceptsInfiniteBoundsAndZeroCoefficients() throws {
        var program = LinearProgram(.minimize)
        let x = program.addVariable("x", .free)
        program.addRow("r", .free, [.init(x, 0)])
        try program.validate()
    }

    static let variableCases: [Case] = [
        variable("cost NaN", .invalidNumber, .nonNegative, cost: .nan),
        variable("cost infinite", .invalidNumber, .nonNegative, cost: .infinity),
        variable("lower bound NaN", .invalidNumber, .atLeast(.nan), cost: 1),
        variable("upper bound NaN", .invalidNumber, .atMost(.nan), cost: 1),
        variable("bounds crossed", .invalidBounds, .between(2, 1), cost: 1),
        variable("bounds at infinity", .invalidBounds, .exactly(.infinity), cost: 1),
        variable("bounds at minus infinity", .invalidBounds, .exactly(-.infinity), cost: 1),
    ]

    static let rowCases: [Case] = [
        row("coefficient NaN", .invalidNumber, .atMost(1)) { [.init($0, .nan)] },
        row("coefficient infinite", .invalidNumber, .atMost(1)) { [.init($0, -.infinity)] },
        row("row bound NaN", .invalidNumber, .atMost(.nan)) { [.init($0, 1)] },
        row("row bounds crossed", .invalidBounds, .between(1, -1)) { [.init($0, 1)] },
        row("index too large", .unknownVariable, .atMost(1)) { _ in [.init(.init(2), 1)] },
        row("index negative", .unknownVariable, .atMost(1)) { _ in [.init(.init(-1), 1)] },
        row("variable twice", .duplicateTerm, .atMost(1)) { [.init($0, 1), .init($0, 2)] },
    ]

    private static func variable(
        _ name: String, _ code: LinearProgramError.Code, _ bounds: LinearProgram.Bounds, cost: Double
    ) -> Case {
        Case(testDescription: name, code: code, names: "variable 'load' (1)") {
            var program = LinearProgram(.minimize)
            program.addVariable("fine")
            program.addVariable("load", bounds, cost: cost)
            return program
        }
    }

    private static func row(
        _ name: String, _ code: LinearProgramError.Code, _ bounds: LinearProgram.Bounds,
        terms: @escaping @Sendable (LinearProgram.VariableID) -> [LinearProgram.Term]
    ) -> Case {
        Case(testDescription: name, code: code, names: "row 'capacity' (1)") {
            var program = LinearProgram(.minimize)
            let x = program.addVariable("x")
            program.addRow("fine", .free, [.init(x, 1)])
            program.addVariable("y")
            program.addRow("capacity", bounds, terms(x))
            return program
        }
    }
}
