import GLPKBackend
import LinearProgramming
import Testing

/// The prices of every optimal answer satisfy the conditions that prove it optimal.
struct DualityTests {
    static let solvers: [any LinearProgramSolver] = [ReferenceSimplex(), DefaultSolver()]

    @Test(arguments: 0..<2, [RandomProgram.Kind.feasible, .any])
    func pricesProveOptimality(solver: Int, kind: RandomProgram.Kind) throws {
        for seed in UInt64(0)..<120 {
            let program = RandomProgram.draw(kind, seed: seed)
            guard let solution = try Self.solvers[solver].solve(program).solution else { continue }
            let context: Comment = "\(Self.solvers[solver].name), kind \(kind), seed \(seed)"
            #expect(program.largestViolation(at: solution.values) < 1e-7, context)
            #expect(Self.largestPriceError(program, solution) < 1e-6, context)
            let dual = Self.dualObjective(program, solution)
            #expect(abs(dual - solution.objective) <= 1e-6 * (1 + abs(solution.objective)), context)
        }
    }

    /// `cost = reduced cost + Σ coefficient · price`, for every variable.
    private static func largestPriceError(_ program: LinearProgram, _ solution: LinearProgramSolution) -> Double {
        var left = zip(program.variables, solution.reducedCosts).map { $0.cost - $1 }
        for (row, price) in zip(program.rows, solution.rowDuals) {
            for term in row.terms { left[term.variable.index] -= term.coefficient * price }
        }
        return left.map(abs).max() ?? 0
    }

    /// Each price times the bound that its sign points to: nothing of the primal point enters.
    private static func dualObjective(_ program: LinearProgram, _ solution: LinearProgramSolution) -> Double {
        let sign: Double = program.direction == .minimize ? 1 : -1
        let prices = zip(program.variables.map(\.bounds), solution.reducedCosts)
        let duals = zip(program.rows.map(\.bounds), solution.rowDuals)
        return (Array(prices) + Array(duals)).reduce(program.constant) { sum, pair in
            let (bounds, price) = pair
            guard abs(price) > 1e-9 else { return sum }
            return sum + price * (sign * price > 0 ? bounds.lower : bounds.upper)
        }
    }
}
