internal import LinearProgramming

extension SolverConformance {
    /// Limits that are used up at once, or never.
    static let limitCases: [Case] = [
        Case("no iteration allowed", someProgram, .limit, limits: .init(iterations: 0)),
        Case("one iteration allowed", someProgram, .limit, limits: .init(iterations: 1)),
        Case("a negative number of iterations", someProgram, .limit, limits: .init(iterations: -1)),
        Case("no time allowed", someProgram, .limit, limits: .init(duration: .zero)),
        Case("a negative time", someProgram, .limit, limits: .init(duration: .seconds(-5))),
        Case("no memory allowed", someProgram, .limit, limits: .init(megabytes: 0)),
        Case("a negative memory", someProgram, .limit, limits: .init(megabytes: -1)),
        Case(
            "limits beyond every integer of 32 bits", someProgram, .optimal(objective: nil),
            limits: .init(iterations: .max, duration: .seconds(Int64.max), megabytes: .max)),
        Case(
            "limits that suffice", someProgram, .optimal(objective: nil),
            limits: .init(iterations: 100_000, duration: .seconds(600), megabytes: 500)),
    ]

    private static var someProgram: LinearProgram {
        var generator = CaseGenerator(seed: 7)
        return generator.transport(sources: 6, sinks: 5)
    }

    /// Programs that make no sense, one or more for every code of `LinearProgram.validate()`.
    static let badInputCases: [Case] = [
        badVariable("cost not a number", .invalidNumber, .nonNegative, cost: .nan),
        badVariable("cost infinite", .invalidNumber, .nonNegative, cost: -.infinity),
        badVariable("lower bound not a number", .invalidNumber, .atLeast(.nan), cost: 1),
        badVariable("upper bound not a number", .invalidNumber, .atMost(.nan), cost: 1),
        badVariable("bounds crossed", .invalidBounds, .between(2, 1), cost: 1),
        badVariable("bounds both infinite", .invalidBounds, .exactly(.infinity), cost: 1),
        badRow("coefficient not a number", .invalidNumber, .atMost(1)) { [.init($0, .nan)] },
        badRow("coefficient infinite", .invalidNumber, .atMost(1)) { [.init($0, .infinity)] },
        badRow("row bound not a number", .invalidNumber, .atLeast(.nan)) { [.init($0, 1)] },
        badRow("row bounds crossed", .invalidBounds, .between(1, -1)) { [.init($0, 1)] },
        badRow("variable of no number", .unknownVariable, .atMost(1)) { _ in [.init(.init(-1), 1)] },
        badRow("variable beyond the last", .unknownVariable, .atMost(1)) { _ in [.init(.init(2), 1)] },
        badRow("variable far beyond the last", .unknownVariable, .atMost(1)) { _ in [.init(.init(.max), 1)] },
        badRow("variable twice in a row", .duplicateTerm, .atMost(1)) { [.init($0, 1), .init($0, 2)] },
        Case(
            "objective constant not a number", LinearProgram(.minimize, constant: .nan), .error(.invalidNumber, at: nil)
        ),
    ]

    private static func badVariable(
        _ name: String, _ code: LinearProgramError.Code, _ bounds: LinearProgram.Bounds, cost: Double
    ) -> Case {
        var program = LinearProgram(.minimize)
        program.addVariable("fine")
        program.addVariable("bad", bounds, cost: cost)
        return Case(name, program, .error(code, at: .variable(1, "bad")))
    }

    private static func badRow(
        _ name: String, _ code: LinearProgramError.Code, _ bounds: LinearProgram.Bounds,
        _ terms: (LinearProgram.VariableID) -> [LinearProgram.Term]
    ) -> Case {
        var program = LinearProgram(.minimize)
        let x = program.addVariable("x")
        program.addVariable("y")
        program.addRow("fine", .free, [.init(x, 1)])
        program.addRow("bad", bounds, terms(x))
        return Case(name, program, .error(code, at: .row(1, "bad")))
    }
}
