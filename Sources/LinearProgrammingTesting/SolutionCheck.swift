internal import LinearProgramming

/// Whether a solution is feasible and its prices prove it optimal; needs no other solver.
struct SolutionCheck {
    let program: LinearProgram
    let solution: LinearProgramSolution
    let tolerance: Double

    func problems() -> [String] {
        guard solution.values.count == program.variables.count, solution.rowDuals.count == program.rows.count,
            solution.reducedCosts.count == program.variables.count
        else { return ["the arrays of the solution do not have one number per variable and row"] }
        let violation = program.largestViolation(at: solution.values)
        guard violation <= tolerance else { return ["a bound is broken by \(violation)"] }
        return objectiveProblems() + priceProblems() + boundProblems()
    }

    private func objectiveProblems() -> [String] {
        let objective = program.objective(at: solution.values)
        guard abs(objective - solution.objective) <= tolerance * (1 + abs(objective)) else {
            return ["says objective \(solution.objective), the point has \(objective)"]
        }
        return []
    }

    /// `cost = reduced cost + Σ coefficient · price`.
    private func priceProblems() -> [String] {
        var left = zip(program.variables, solution.reducedCosts).map { $0.cost - $1 }
        var sizes = program.variables.map { 1 + abs($0.cost) }
        for (row, price) in zip(program.rows, solution.rowDuals) {
            for term in row.terms {
                left[term.variable.index] -= term.coefficient * price
                sizes[term.variable.index] += abs(term.coefficient * price)
            }
        }
        return left.indices.filter { !(abs(left[$0]) <= tolerance * sizes[$0]) }.map {
            "reduced cost of variable \($0) is \(solution.reducedCosts[$0]), off by \(left[$0])"
        }
    }

    /// Each price has the sign of the bound that it belongs to, and the bound that all prices give meets the objective.
    private func boundProblems() -> [String] {
        let bound = program.dualBound(at: solution.rowDuals, tolerance: tolerance)
        guard abs(bound.value - solution.objective) <= tolerance * (1 + bound.size) else {
            return ["the prices prove \(bound.value), not the objective \(solution.objective)"]
        }
        return []
    }
}
