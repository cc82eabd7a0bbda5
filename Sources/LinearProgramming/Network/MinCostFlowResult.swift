/// What ``NetworkSimplex`` found out about a ``MinCostFlowProblem``.
public struct MinCostFlowResult: Hashable, Sendable {
    /// One of the four answers of linear programming; an infeasible problem is infeasible whatever its costs.
    public let status: LinearProgramResult.Status
    /// Present exactly when the status is optimal.
    public let solution: MinCostFlowSolution?
    /// Why no flow keeps all bounds; present exactly when the status is infeasible.
    public let certificate: NetworkCut?
    /// Where the solver stood at the end, to start from when the problem has changed or, after `limit`, to go on from.
    public let basis: NetworkBasis
    /// Simplex steps taken, of all phases together.
    public let iterations: Int

    private init(
        _ status: LinearProgramResult.Status, _ solution: MinCostFlowSolution?, _ certificate: NetworkCut?,
        _ basis: NetworkBasis, _ iterations: Int
    ) {
        self.status = status
        self.solution = solution
        self.certificate = certificate
        self.basis = basis
        self.iterations = iterations
    }

    static func optimal(_ solution: MinCostFlowSolution, _ basis: NetworkBasis, iterations: Int) -> Self {
        Self(.optimal, solution, nil, basis, iterations)
    }

    static func infeasible(_ certificate: NetworkCut, _ basis: NetworkBasis, iterations: Int) -> Self {
        Self(.infeasible, nil, certificate, basis, iterations)
    }

    static func unbounded(_ basis: NetworkBasis, iterations: Int) -> Self {
        Self(.unbounded, nil, nil, basis, iterations)
    }

    static func limit(_ basis: NetworkBasis, iterations: Int) -> Self {
        Self(.limit, nil, nil, basis, iterations)
    }
}
