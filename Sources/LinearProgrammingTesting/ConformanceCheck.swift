internal import LinearProgramming

/// One solver on one case.
struct ConformanceCheck<Solver: LinearProgramSolver> {
    let solver: Solver
    let test: SolverConformance.Case
    let suite: SolverConformance

    func problems() -> [String] {
        do throws(LinearProgramError) {
            return problems(with: try solver.solve(test.program, limits: test.limits))
        } catch {
            return problems(with: error)
        }
    }

    private func problems(with error: LinearProgramError) -> [String] {
        guard case .error(let code, let place) = test.expectation else {
            return ["threw \(error.code.rawValue): \(error)"]
        }
        guard error.code == code else { return ["threw \(error.code.rawValue) instead of \(code.rawValue)"] }
        return error.place == place ? [] : ["names \(Self.text(error.place)) instead of \(Self.text(place))"]
    }

    private static func text(_ place: LinearProgram.Place?) -> String {
        place.map { "\($0)" } ?? "no place"
    }

    private func problems(with result: LinearProgramResult) -> [String] {
        statusProblems(result) + shapeProblems(result) + proofProblems(result)
    }

    private func statusProblems(_ result: LinearProgramResult) -> [String] {
        let expected: [LinearProgramResult.Status]
        switch test.expectation {
        case .optimal: expected = [.optimal]
        case .infeasible: expected = [.infeasible]
        case .unbounded: expected = [.unbounded]
        case .provable: expected = [.optimal, .infeasible, .unbounded]
        case .limit: expected = [.optimal, .infeasible, .unbounded, .limit]
        case .error(let code, _): return ["answered \(result.status) instead of throwing \(code.rawValue)"]
        }
        guard expected.contains(result.status) else { return ["answered \(result.status)"] }
        guard case .optimal(let objective?) = test.expectation, let solution = result.solution else { return [] }
        let error = abs(solution.objective - objective)
        return error <= suite.tolerance * (1 + abs(objective))
            ? [] : ["objective \(solution.objective), not \(objective)"]
    }

    private func shapeProblems(_ result: LinearProgramResult) -> [String] {
        var problems: [String] = []
        if (result.solution != nil) != (result.status == .optimal) {
            problems.append("\(result.status) \(result.solution == nil ? "without" : "with") a solution")
        }
        if result.certificate != nil, result.status != .infeasible {
            problems.append("\(result.status) with a certificate of infeasibility")
        }
        if result.iterations < 0 { problems.append("\(result.iterations) iterations") }
        return problems
    }

    private func proofProblems(_ result: LinearProgramResult) -> [String] {
        switch result.status {
        case .optimal:
            guard let solution = result.solution else { return [] }
            return SolutionCheck(program: test.program, solution: solution, tolerance: suite.tolerance).problems()
        case .infeasible:
            guard let certificate = result.certificate else {
                return suite.requiresCertificates ? ["infeasible without a certificate"] : []
            }
            return certificate.proves(test.program) ? [] : ["the certificate proves nothing"]
        case .unbounded: return UnboundednessCheck(solver: solver, program: test.program).problems()
        case .limit: return []
        }
    }
}
