internal import ArgumentParser
internal import FlowDistribution
internal import GLPKBackend
internal import LinearProgramming

/// Who solves.
enum SolverChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, glpk, reference
}

/// One solver for many problems; it keeps its memory from one to the next.
final class DistributionSolving {
    private let distributor: FlowDistributor?
    private let general: GeneralDistributor
    private let generalName: String
    private let isElastic: Bool
    private let clock = ContinuousClock()

    /// What came out.
    struct Outcome {
        let result: DistributionResult
        /// Who found it, where that is known.
        let solver: String?
        let seconds: Double
    }

    /// - Throws: `CommandFailure` where this build lacks the solver.
    init(_ choice: SolverChoice, isElastic: Bool) throws {
        let solver: any LinearProgramSolver =
            switch choice {
            case .auto: DefaultSolver()
            case .glpk: GLPKSolver()
            case .reference: ReferenceSimplex()
            }
        guard choice != .glpk || GLPKSolver.isAvailable else {
            throw CommandFailure(
                .badInput, "this program was built without GLPK",
                fix: "build it with the trait GLPK, or leave out --solver")
        }
        distributor = choice == .auto ? FlowDistributor(fallback: solver) : nil
        general = GeneralDistributor(solver)
        generalName = solver.name
        self.isElastic = isElastic
    }

    func solve(_ problem: DistributionProblem) throws(DistributionError) -> Outcome {
        let start = clock.now
        let (result, isGeneral) = try result(of: problem)
        let seconds = (clock.now - start) / .seconds(1)
        return Outcome(result: result, solver: name(of: result, isGeneral: isGeneral), seconds: seconds)
    }

    private func result(of problem: DistributionProblem) throws(DistributionError) -> (DistributionResult, Bool) {
        guard let distributor else {
            return (try isElastic ? general.solveElastic(problem) : general.solve(problem), true)
        }
        let result = try distributor.solve(problem)
        // Where all of the volume can be carried, the smallest footprint of that is what the elastic form looks for.
        guard isElastic, case .infeasible = result else { return (result, false) }
        return (try general.solveElastic(problem), true)
    }

    private func name(of result: DistributionResult, isGeneral: Bool) -> String? {
        if isGeneral { return generalName }
        switch result.distribution?.method {
        case .scaled: return "scaled"
        case .network: return "network"
        case .constrainedNetwork: return "constrained-network"
        case .general: return generalName
        case nil: return nil
        }
    }
}
