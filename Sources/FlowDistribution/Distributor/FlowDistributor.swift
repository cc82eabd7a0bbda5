public import LinearProgramming

/// Finds flow distributions exactly and fast, and keeps its memory from one problem to the next.
///
/// One distributor serves one thread; make one for each. A problem of a size that it has met before makes it allocate
/// nothing in ``run(_:)``.
///
/// ```swift
/// let distributor = FlowDistributor()
/// switch try distributor.solve(problem) {
/// case .optimal(let distribution): print(distribution.objective, distribution.paths(of: problem))
/// case .infeasible(let why): print(why.shortfalls)
/// case .limit: break
/// }
/// ```
///
/// What it does is told in <doc:HowItIsFast>: pool, hub network, network simplex, split; where limits or shared
/// instances forbid that answer, a dual simplex with rows; and a general solver last.
public final class FlowDistributor {
    /// What is known about a problem before an answer is written out.
    public struct Outcome: Hashable, Sendable {
        public enum Status: Hashable, Sendable {
            case optimal, infeasible, limit
        }

        public var status: Status
        /// The footprint; infinite where there is no distribution.
        public var objective: Double
        public var method: Distribution.Method
    }

    private let fallback: any LinearProgramSolver
    private let tieBreaking: TieBreaking
    private var stage = NetworkStage()
    private var constrained = ConstrainedStage()
    private var builder = AnswerBuilder()
    private var scratch: [Int32] = []
    private var ending = Ending.none

    /// Which stage ended, and with what.
    private enum Ending {
        case none, network, constrained, crowded, overloaded, impossible, trouble
    }

    /// Which of all distributions with the smallest footprint is wanted; with binary costs there are many.
    public enum TieBreaking: String, Hashable, Sendable, CaseIterable {
        /// The one whose fullest limited link or rack pair is the least full, and in few paths.
        case balanced
        /// Whichever comes first, as the paper's run starts from one; in few paths.
        case vertex
    }

    /// - Parameters:
    ///   - fallback: the solver for problems on which rounding defeats the fast stages, and for what a problem without a
    ///     distribution lacks.
    ///   - tieBreaking: which of the best distributions ``solve(_:)`` gives; ``run(_:)`` does not care.
    public init(fallback: any LinearProgramSolver = ReferenceSimplex(), tieBreaking: TieBreaking = .balanced) {
        self.fallback = fallback
        self.tieBreaking = tieBreaking
    }

    /// The simplex steps that the last problem took, in both stages.
    public var steps: Int { stage.steps + constrained.steps }

    /// Flows below this count as none, and breaches of bounds as kept.
    private var dust: Double { 1e-9 * stage.pooled.totalVolume }

    /// Solves a problem without writing the answer out.
    ///
    /// - Throws: ``DistributionError`` where the problem makes no sense.
    public func run(_ problem: DistributionProblem) throws(DistributionError) -> Outcome {
        ending = .none
        try problem.validate()
        switch try stage.run(problem) {
        case .crowded: return end(.crowded)
        case .limit: return end(.trouble)
        case .optimal: break
        }
        if stage.pooled.overloaded >= 0 { return end(.overloaded) }
        constrained.load(problem, stage.pooled)
        if try networkSuffices(problem) { return end(.network) }
        switch constrained.run(problem, &stage, dust: dust) {
        case .optimal: return end(.constrained)
        case .infeasible: return end(.impossible)
        case .trouble: return end(.trouble)
        }
    }

    private func networkSuffices(_ problem: DistributionProblem) throws(DistributionError) -> Bool {
        if stage.pooled.hasSharedPools || !problem.linkLimits.isEmpty { return false }
        if constrained.table.isEmpty { return true }
        guard stage.costs.depth == 1, stage.costs.function == nil else { return false }
        return constrained.splitsHubs(stage, dust: dust)
    }

    private func end(_ ending: Ending) -> Outcome {
        self.ending = ending
        switch ending {
        case .network: return Outcome(status: .optimal, objective: stage.footprint, method: .network)
        case .constrained:
            return Outcome(status: .optimal, objective: stage.footprint, method: .constrainedNetwork)
        case .crowded, .overloaded: return Outcome(status: .infeasible, objective: .infinity, method: .network)
        case .impossible:
            return Outcome(status: .infeasible, objective: .infinity, method: .constrainedNetwork)
        case .none, .trouble: return Outcome(status: .limit, objective: .infinity, method: .general)
        }
    }

    /// Solves a problem.
    ///
    /// - Throws: ``DistributionError`` where the problem makes no sense, or the fallback fails.
    public func solve(_ problem: DistributionProblem) throws(DistributionError) -> DistributionResult {
        let outcome = try run(problem)
        switch ending {
        case .network, .constrained: return .optimal(try write(problem, outcome))
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

    /// Where balancing fails on rounding, the unbalanced optimum is found again.
    private func balance(_ problem: DistributionProblem, _ outcome: Outcome) throws(DistributionError) {
        if constrained.balance(problem, &stage, footprint: outcome.objective, dust: dust) {
            if stage.costs.depth == 1 { _ = constrained.splitsHubs(stage, dust: dust) }
        } else {
            _ = try run(problem)
        }
    }

    private func write(
        _ problem: DistributionProblem, _ outcome: Outcome
    ) throws(DistributionError) -> Distribution {
        let certificate = CertificateBuilder.certificate(
            problem, stage, constrained, usesRows: ending == .constrained)
        if tieBreaking == .balanced, !constrained.table.isEmpty || !problem.linkLimits.isEmpty {
            try balance(problem, outcome)
        }
        if stage.costs.depth > 1 {
            constrained.split.runTree(stage.pooled, stage.hub, stage.costs, dust: dust)
        } else if constrained.table.isEmpty {
            _ = constrained.splitsHubs(stage, dust: dust)
        }
        builder.build(problem, stage.pooled, stage.hub, constrained.split.parts, dust: 1e-13 * stage.pooled.totalVolume)
        return Distribution(
            objective: outcome.objective, flows: builder.flows, carried: problem.chains.map(\.volume),
            certificate: certificate,
            method: outcome.method)
    }
}
