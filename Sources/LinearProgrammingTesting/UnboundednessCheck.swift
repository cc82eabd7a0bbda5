internal import LinearProgramming

/// Whether a program that a solver calls unbounded has a feasible point and a direction in which the objective improves
/// for ever. The solver itself is asked for both, but what it answers is checked.
struct UnboundednessCheck<Solver: LinearProgramSolver> {
    let solver: Solver
    let program: LinearProgram

    func problems() -> [String] {
        guard hasPoint else { return ["unbounded, but the solver knows no feasible point"] }
        return hasRay ? [] : ["unbounded, but the solver knows no direction that improves the objective for ever"]
    }

    private var hasPoint: Bool {
        point(of: rebuilt(rowBounds: { $0 }, variable: { ($0.bounds, 0) })) != nil
    }

    /// The directions that no bound stops, cut off at length one.
    private var hasRay: Bool {
        let directions = rebuilt(rowBounds: Self.cone) { variable in
            let cone = Self.cone(variable.bounds)
            return (.between(max(-1, cone.lower), min(1, cone.upper)), variable.cost)
        }
        guard let ray = point(of: directions) else { return false }
        let change = directions.objective(at: ray)
        return program.direction == .minimize ? change < -1e-7 : change > 1e-7
    }

    private func point(of program: LinearProgram) -> [Double]? {
        guard let values = (try? solver.solve(program))?.solution?.values else { return nil }
        return program.largestViolation(at: values) < 1e-7 ? values : nil
    }

    private static func cone(_ bounds: LinearProgram.Bounds) -> LinearProgram.Bounds {
        .between(bounds.lower.isFinite ? 0 : -.infinity, bounds.upper.isFinite ? 0 : .infinity)
    }

    private func rebuilt(
        rowBounds: (LinearProgram.Bounds) -> LinearProgram.Bounds,
        variable: (LinearProgram.Variable) -> (LinearProgram.Bounds, Double)
    ) -> LinearProgram {
        var result = LinearProgram(program.direction)
        for old in program.variables {
            let (bounds, cost) = variable(old)
            result.addVariable(old.name, bounds, cost: cost)
        }
        for row in program.rows { result.addRow(row.name, rowBounds(row.bounds), row.terms) }
        return result
    }
}
