public import LinearProgramming

extension GeneralDistributor {
    /// The distribution that carries the most volume and, among those, has the smallest footprint. Each chain carries
    /// the same part, `0...1`, of what each of its sources and sinks sends; load bands follow what is carried.
    ///
    /// ```swift
    /// let result = try GeneralDistributor(ReferenceSimplex()).solveElastic(problem)
    /// print(result.distribution?.carried ?? [])
    /// ```
    ///
    /// Flows, footprint and certificate are those of the problem with the carried volumes;
    /// ``Distribution/carriedCertificate`` proves that no more can be carried. There always is a distribution, for one
    /// that carries nothing keeps all limits.
    ///
    /// - Parameter limits: for each of three linear programs.
    /// - Throws: as ``solve(_:limits:)``.
    public func solveElastic(
        _ problem: DistributionProblem, limits: LinearProgramLimits = .none
    ) throws(DistributionError) -> DistributionResult {
        try problem.validate()
        let collapsed = collapses ? problem.collapsed(keepsCapacitiesApart: true) : nil
        let smaller = collapsed?.problem ?? problem
        let scaled = smaller.scaled(by: 1 / smaller.unitOfVolume)

        let most = DistributionProgram(scaled, .mostCarried)
        guard let best = try optimum(of: most, limits) else { return .limit }
        guard let parts = try cheapestParts(of: scaled, carrying: best.objective, limits) else { return .limit }

        let certificate = most.carriedCertificate(best)
        return try distribute(
            problem, parts, collapsed?.expand(certificate) ?? certificate, limits)
    }

    /// The parts of the chains with the smallest footprint that carry this much, or, where rounding forbids that, a
    /// hair less. Nil at a limit.
    private func cheapestParts(
        of problem: DistributionProblem, carrying most: Double, _ limits: LinearProgramLimits
    ) throws(DistributionError) -> [Double]? {
        for hair in [0, 1e-9, 1e-8] {
            let program = DistributionProgram(problem, .carrying(atLeast: most - hair * max(1, most)))
            switch try run(program, limits) {
            case .optimal(let solution): return program.carriedParts(solution)
            case .infeasible: continue
            case .limit: return nil
            }
        }
        throw Self.contradiction
    }

    /// Nil at a limit.
    private func optimum(
        of program: DistributionProgram, _ limits: LinearProgramLimits
    ) throws(DistributionError) -> LinearProgramSolution? {
        switch try run(program, limits) {
        case .optimal(let solution): return solution
        case .infeasible: throw Self.contradiction
        case .limit: return nil
        }
    }

    /// Solves the problem of the carried volumes. Parts of distributions are distributions, so a hair less of each
    /// chain makes up for rounding.
    private func distribute(
        _ problem: DistributionProblem, _ parts: [Double], _ certificate: CarriedCertificate,
        _ limits: LinearProgramLimits
    ) throws(DistributionError) -> DistributionResult {
        let snapped = parts.map { $0 > 1 - 1e-9 ? 1 : $0 < 1e-9 ? 0 : $0 }
        let attempts = [snapped] + [1e-9, 1e-8, 1e-7].map { hair in snapped.map { $0 * (1 - hair) } }
        for parts in attempts {
            switch try solveValid(problem.carrying(parts), limits) {
            case .optimal(var distribution):
                distribution.carriedCertificate = certificate
                return .optimal(distribution)
            case .infeasible: continue
            case .limit: return .limit
            }
        }
        throw Self.contradiction
    }
}
