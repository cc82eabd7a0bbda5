public import LinearProgramming

/// Finds distributions with a general solver for linear programs: slower than what knows that the problem is a
/// network, and bound to no assumption but that the problem makes sense.
///
/// Use it to check other ways, and where they do not apply.
///
/// ```swift
/// let result = try GeneralDistributor(ReferenceSimplex()).solve(problem)
/// switch result {
/// case .optimal(let distribution): print("footprint", distribution.objective)
/// case .infeasible(let why): print("missing", why.shortfalls)
/// case .limit: print("gave up")
/// }
/// ```
public struct GeneralDistributor: Sendable {
    let solver: any LinearProgramSolver
    let collapses: Bool

    /// - Parameters:
    ///   - solver: solves the linear programs.
    ///   - collapses: whether to solve the smaller problem in which sites are merged that cannot be told apart
    ///     (``CollapsedProblem``); the footprint is the same.
    public init(_ solver: any LinearProgramSolver, collapses: Bool = true) {
        self.solver = solver
        self.collapses = collapses
    }

    /// The distribution with the smallest footprint, or what is missing for one.
    ///
    /// - Parameter limits: for each linear program; an infeasible problem takes two.
    /// - Throws: ``DistributionError`` when the problem makes no sense, and with code `.solverFailed` when the solver
    ///   throws; the message is its own.
    public func solve(
        _ problem: DistributionProblem, limits: LinearProgramLimits = .none
    ) throws(DistributionError) -> DistributionResult {
        try problem.validate()
        return try solveValid(problem, limits)
    }

    func solveValid(
        _ problem: DistributionProblem, _ limits: LinearProgramLimits
    ) throws(DistributionError) -> DistributionResult {
        let collapsed = collapses ? problem.collapsed() : nil
        let smaller = collapsed?.problem ?? problem
        let unit = smaller.unitOfVolume
        let result = try solveScaled(smaller.scaled(by: 1 / unit), limits).scaled(by: unit)
        return collapsed?.expand(result) ?? result
    }

    private func solveScaled(
        _ problem: DistributionProblem, _ limits: LinearProgramLimits
    ) throws(DistributionError) -> DistributionResult {
        if let result = try solveStrict(problem, limits) { return result }
        let program = DistributionProgram(problem, .shortfall)
        switch try run(program, limits) {
        case .limit: return .limit
        case .infeasible: throw Self.contradiction
        case .optimal(let solution):
            let infeasibility = program.infeasibility(solution)
            guard solution.objective <= 1e-9 else { return .infeasible(infeasibility) }
            return try solveRaised(problem, infeasibility, limits)
        }
    }

    /// Nil where there is no distribution.
    private func solveStrict(
        _ problem: DistributionProblem, _ limits: LinearProgramLimits
    ) throws(DistributionError) -> DistributionResult? {
        guard !problem.loadBands().contains(where: \.isEmpty) else { return nil }
        let program = DistributionProgram(problem, .strict)
        switch try run(program, limits) {
        case .limit: return .limit
        case .infeasible: return nil
        case .optimal(let solution): return .optimal(program.distribution(solution))
        }
    }

    /// What is missing is no more than rounding: limits raised by that much admit the distribution that there is.
    private func solveRaised(
        _ problem: DistributionProblem, _ infeasibility: Infeasibility, _ limits: LinearProgramLimits
    ) throws(DistributionError) -> DistributionResult {
        let raised = problem.raised(by: infeasibility.shortfalls, hair: 1e-9)
        guard let result = try solveStrict(raised, limits) else { throw Self.contradiction }
        return result
    }

    /// What a solver says about one of our programs, none of which is unbounded.
    enum Outcome {
        case optimal(LinearProgramSolution)
        case infeasible, limit
    }

    func run(
        _ program: DistributionProgram, _ limits: LinearProgramLimits
    ) throws(DistributionError) -> Outcome {
        if let cost = program.edges.first(where: { !$0.cost.isFinite })?.cost {
            throw .init(.invalidNumber, "the function gives \(cost) for two racks; give a finite number", at: "cost")
        }
        let result: LinearProgramResult
        do {
            result = try solver.solve(program.program, limits: limits)
        } catch {
            throw DistributionError(.solverFailed, "\(solver.name): \(error)", at: "")
        }
        switch result.status {
        case .limit: return .limit
        case .infeasible: return .infeasible
        case .unbounded: throw Self.contradiction
        case .optimal:
            guard let solution = result.solution else { throw Self.contradiction }
            return .optimal(solution)
        }
    }

    static let contradiction = DistributionError(
        .solverFailed, "the solver's answers contradict one another; bring volumes and costs nearer to one another",
        at: "")
}
