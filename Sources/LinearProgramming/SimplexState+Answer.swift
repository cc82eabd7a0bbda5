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

    /// How all columns move when one goes in the given direction. Needs the column of the tableau.
    func ray(_ entering: Int, _ direction: Double) -> [Double] {
        var ray = [Double](repeating: 0, count: program.columnCount)
        ray[entering] = direction
        for (place, column) in basis.enumerated() { ray[column] = -direction * tableauColumn[place] }
        return ray
    }

    /// Whether the objective improves along the ray and no bound is in the way, by the original coefficients.
    func provesUnbounded(_ ray: [Double]) -> Bool {
        let noise = 1e-9 * ray.reduce(0) { max($0, abs($1)) }
        let gains = zip(program.costs, ray).map { -$0 * $1 }
        let gain = gains.reduce(0, +)
        return gain > 1e-9 * gains.reduce(0) { $0 + abs($1) }
            && (0..<program.variableCount).allSatisfy { allowsMove(of: $0, by: ray[$0], noise: noise) }
            && (0..<program.rowCount).allSatisfy { row in
                let entries = program.byRow.range(row)
                let change = entries.reduce(0) { $0 + program.byRow.values[$1] * ray[program.byRow.minors[$1]] }
                let size = entries.reduce(1) { $0 + abs(program.byRow.values[$1]) }
                return allowsMove(of: program.variableCount + row, by: change, noise: noise * size)
            }
    }

    /// Whether a column can go by `change` again and again, where up to `noise` counts as standing still.
    private func allowsMove(of column: Int, by change: Double, noise: Double) -> Bool {
        abs(change) <= noise
            || (change > 0 ? program.upper[column] == .infinity : program.lower[column] == -.infinity)
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
