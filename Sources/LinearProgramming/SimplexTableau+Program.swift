/// What the tableau says about the program that it was made from.
extension SimplexTableau {
    /// Phase one: the sum of the artificials.
    var infeasibilityCosts: [Double] {
        (0..<columnCount).map { $0 < variableCount + rowCount ? 0 : 1 }
    }

    /// Phase two: the program's objective, turned into a minimisation.
    func objectiveCosts(of program: LinearProgram) -> [Double] {
        let sign = Self.sign(of: program)
        let costs = program.variables.map { sign * $0.cost }
        return costs + [Double](repeating: 0, count: columnCount - variableCount)
    }

    /// Whether what is left of the breaches is no more than rounding, measured against the size of the numbers.
    var artificialsAreZero: Bool {
        let left = values[(variableCount + rowCount)...].reduce(0, +)
        let size = values[..<(variableCount + rowCount)].reduce(1) { max($0, abs($1)) }
        return left <= 1e-9 * size
    }

    /// The point and its prices. The reduced cost of a row's logical is the price of the row.
    func solution(of program: LinearProgram) -> LinearProgramSolution {
        let sign = Self.sign(of: program)
        let point = Array(values[..<variableCount])
        return LinearProgramSolution(
            objective: program.objective(at: point),
            values: point,
            rowDuals: reducedCosts[variableCount..<(variableCount + rowCount)].map { sign * $0 },
            reducedCosts: reducedCosts[..<variableCount].map { sign * $0 })
    }

    private static func sign(of program: LinearProgram) -> Double {
        program.direction == .minimize ? 1 : -1
    }
}
