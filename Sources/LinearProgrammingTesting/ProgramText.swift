internal import LinearProgramming

/// Builds the programs of the suite from rows of numbers.
struct ProgramText {
    var program: LinearProgram

    init(_ direction: LinearProgram.Direction, costs: [Double], constant: Double = 0) {
        program = LinearProgram(direction, constant: constant)
        for (index, cost) in costs.enumerated() { program.addVariable("x\(index)", cost: cost) }
    }

    init(_ direction: LinearProgram.Direction, _ variables: [(LinearProgram.Bounds, Double)], constant: Double = 0) {
        program = LinearProgram(direction, constant: constant)
        for (index, variable) in variables.enumerated() {
            program.addVariable("x\(index)", variable.0, cost: variable.1)
        }
    }

    /// Adds a row with one coefficient per variable.
    func row(_ coefficients: [Double], _ bounds: LinearProgram.Bounds) -> Self {
        var copy = self
        let terms = coefficients.enumerated().map { LinearProgram.Term(LinearProgram.VariableID($0), $1) }
        copy.program.addRow("r\(program.rows.count)", bounds, terms)
        return copy
    }
}

extension SolverConformance {
    static func optimal(_ name: String, _ objective: Double?, _ text: ProgramText) -> Case {
        Case(name, text.program, .optimal(objective: objective))
    }
}
