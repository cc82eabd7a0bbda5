internal import LinearProgramming

extension FlowDistributor {
    /// Solves a problem and writes the answer out.
    ///
    /// - Throws: ``DistributionError`` where the problem makes no sense, or the fallback fails.
    public func solve(_ problem: DistributionProblem) throws(DistributionError) -> DistributionResult {
        try run(problem)
        return try distribution()
    }

    /// Carries all volumes where that is possible; else as much as possible, and that with the smallest footprint
    /// (``GeneralDistributor/solveElastic(_:limits:)`` by the fallback).
    ///
    /// - Throws: as ``solve(_:)``.
    public func solveElastic(_ problem: DistributionProblem) throws(DistributionError) -> DistributionResult {
        let outcome = try run(problem)
        guard outcome.status == .optimal, case .optimal(var distribution) = try distribution() else {
            return try GeneralDistributor(fallback).solveElastic(problem)
        }
        distribution.carriedCertificate = .zero(for: problem)
        return .optimal(distribution)
    }

    /// The answer to the problem that was run or rescaled last.
    ///
    /// - Throws: `.empty` where none was, and what the fallback throws where it is asked.
    public func distribution() throws(DistributionError) -> DistributionResult {
        let problem = try currentProblem()
        switch ending {
        case .network, .scaled, .constrained: return .optimal(write(problem))
        case .crowded: return try explain(problem, CertificateBuilder.crowded(problem, stage))
        case .overloaded, .none, .trouble: return try GeneralDistributor(fallback).solveValid(problem, .none)
        case .impossible:
            let proof = CertificateBuilder.certificate(problem, stage, constrained, usesRows: true)
            return try explain(problem, proof)
        }
    }

    /// The general solver says how much of what is missing; the proof is ours.
    private func explain(
        _ problem: DistributionProblem, _ proof: DistributionCertificate
    ) throws(DistributionError) -> DistributionResult {
        let result = try GeneralDistributor(fallback).solveValid(problem, .none)
        guard var infeasibility = result.infeasibility else { return result }
        infeasibility.certificate = proof
        return .infeasible(infeasibility)
    }

    private func write(_ problem: DistributionProblem) -> Distribution {
        let (objective, method) = (objective, end(ending).method)
        let certificate =
            proof
            ?? CertificateBuilder.certificate(
                problem, stage, constrained, usesRows: ending == .constrained)
        proof = certificate
        if tieBreaking == .balanced { balance(problem) }
        if stage.costs.depth > 1 {
            constrained.split.runTree(stage.pooled, stage.hub, stage.costs, dust: dust)
        } else {
            _ = constrained.splitsHubs(stage, dust: dust)
        }
        builder.build(problem, stage.pooled, stage.hub, constrained.split.parts, dust: 1e-13 * stage.pooled.totalVolume)
        if ending != .constrained { constrained.undo(&stage) }
        return Distribution(
            objective: objective, flows: builder.flows, carried: problem.chains.map(\.volume),
            certificate: certificate, method: method)
    }

    /// Where balancing fails on rounding, the unbalanced optimum is found again.
    private func balance(_ problem: DistributionProblem) {
        guard !constrained.table.isEmpty || !problem.linkLimits.isEmpty,
            constrained.allArcs(stage.pooled) <= Self.mostBalancedArcs
        else { return }
        guard !constrained.balance(problem, &stage, footprint: objective, dust: dust) else { return }
        _ = try? run(problem)
    }

    /// The problem with the volumes that it has now.
    private func currentProblem() throws(DistributionError) -> DistributionProblem {
        guard var current = problem else {
            throw .init(.empty, "no problem has been run; call run(_:) first", at: "")
        }
        guard !factors.isEmpty else { return current }
        current.multiplyVolumes(by: factors)
        return current
    }
}

extension CarriedCertificate {
    /// The proof that no more than everything can be carried.
    static func zero(for problem: DistributionProblem) -> Self {
        let sites = [Double](repeating: 0, count: problem.sites.count)
        return CarriedCertificate(
            bandPrices: sites, capacityPrices: sites,
            bandwidthPrices: [Double](repeating: 0, count: problem.bandwidthLimits.count),
            linkPrices: [Double](repeating: 0, count: problem.linkLimits.count))
    }
}
