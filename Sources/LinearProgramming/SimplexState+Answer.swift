/// What the basis says about the program that it belongs to.
extension SimplexState {
    /// The point and its prices, in the program's own units.
    func solution(of original: LinearProgram) -> LinearProgramSolution {
        let point = original.variables.enumerated().map { index, variable in
            variable.bounds.nearest(to: program.unscaled(values[index], variable: index))
        }
        let prices = rowPrices().enumerated().map { index, price in
            isBasic[program.variableCount + index] ? 0 : program.costScale * program.unscaled(price, row: index)
        }
        var reduced = original.variables.map(\.cost)
        for (row, price) in zip(original.rows, prices) where price != 0 {
            for term in row.terms { reduced[term.variable.index] -= term.coefficient * price }
        }
        for index in reduced.indices where isBasic[index] { reduced[index] = 0 }
        return LinearProgramSolution(
            objective: original.objective(at: point), values: point, rowDuals: prices, reducedCosts: reduced)
    }

    /// The multipliers that a row of the inverse gives the program's rows, the largest being one.
    func certificate(_ row: [Double]) -> InfeasibilityCertificate {
        let multipliers = row.enumerated().map { program.unscaled($1, row: $0) }
        let largest = multipliers.reduce(0) { max($0, abs($1)) }
        guard largest > 0 else { return InfeasibilityCertificate(multipliers: multipliers) }
        // What is noise beside the largest would only drag rows into the argument that have nothing to do with it.
        return InfeasibilityCertificate(multipliers: multipliers.map { abs($0) > 1e-13 * largest ? $0 / largest : 0 })
    }
}
