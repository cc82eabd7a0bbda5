public import LinearProgramming

/// Finds flow distributions exactly and fast, and keeps its memory from one problem to the next.
///
/// One distributor serves one thread; make one for each. For a problem of a size that it has met before, ``run(_:)``
/// allocates nothing.
///
/// ```swift
/// let distributor = FlowDistributor()
/// switch try distributor.solve(problem) {
/// case .optimal(let distribution): print(distribution.paths(of: problem, totalWeight: 100))
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
            case optimal, infeasible
            /// Rounding defeated the fast stages; ``FlowDistributor/distribution()`` asks the fallback.
            case undecided
        }

        public var status: Status
        /// The footprint; infinite where there is no distribution or none is known yet.
        public var objective: Double
        public var method: Distribution.Method
    }

    /// Which of all distributions with the smallest footprint is wanted; with binary costs there are many.
    public enum TieBreaking: String, Hashable, Sendable, CaseIterable {
        /// The one whose fullest limited link or rack pair is the least full, in few paths. Where that takes more than
        /// ``FlowDistributor/mostBalancedArcs`` arcs between groups, or ten times the steps of the optimum, whichever
        /// comes first.
        case balanced
        /// Whichever comes first, as the paper's run starts from one; in few paths.
        case vertex
    }

    /// Which stage ended, and with what.
    enum Ending {
        case none, network, scaled, constrained, crowded, overloaded, impossible, trouble
    }

    /// How large a network may become for ties to be broken by balance.
    public static let mostBalancedArcs = 4_000

    let fallback: any LinearProgramSolver
    let tieBreaking: TieBreaking
    var stage = NetworkStage()
    var constrained = ConstrainedStage()
    var builder = AnswerBuilder()
    private var scratch: [Int32] = []
    private(set) var ending = Ending.none
    private(set) var objective = Double.infinity
    /// The prices of the last answer, once written out: balancing leaves others in the stages, that prove nothing. Prices
    /// do not depend on volumes, so they hold for scaled answers as well.
    var proof: DistributionCertificate?
    /// The problem that was run last.
    var problem: DistributionProblem?
    /// By what each chain's volumes have been multiplied since.
    var factors: [Double] = []

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
    var dust: Double { 1e-9 * stage.pooled.totalVolume }

    /// Solves a problem; ``distribution()`` then writes the answer out.
    ///
    /// - Throws: ``DistributionError`` where the problem makes no sense.
    @discardableResult
    public func run(_ problem: DistributionProblem) throws(DistributionError) -> Outcome {
        ending = .none
        proof = nil
        self.problem = nil
        try problem.validate(scratch: &scratch)
        let ending = try decide(problem)
        self.problem = problem
        factors.removeAll(keepingCapacity: true)
        return end(ending)
    }

    private func decide(_ problem: DistributionProblem) throws(DistributionError) -> Ending {
        switch try stage.run(problem) {
        case .crowded: return .crowded
        case .limit: return .trouble
        case .optimal: break
        }
        if stage.pooled.overloaded >= 0 { return .overloaded }
        constrained.load(problem, stage.pooled)
        if networkSuffices(problem) { return .network }
        switch constrained.run(problem, &stage, dust: dust) {
        case .optimal: return .constrained
        case .infeasible: return .impossible
        case .trouble: return .trouble
        }
    }

    private func networkSuffices(_ problem: DistributionProblem) -> Bool {
        if stage.pooled.hasSharedPools || !problem.linkLimits.isEmpty { return false }
        if constrained.table.isEmpty { return true }
        guard stage.costs.depth == 1, stage.costs.function == nil else { return false }
        return constrained.splitsHubs(stage, dust: dust)
    }

    func end(_ ending: Ending) -> Outcome {
        self.ending = ending
        switch ending {
        case .network, .scaled, .constrained: objective = stage.footprint
        case .crowded, .overloaded, .impossible, .none, .trouble: objective = .infinity
        }
        return switch ending {
        case .network: Outcome(status: .optimal, objective: objective, method: .network)
        case .scaled: Outcome(status: .optimal, objective: objective, method: .scaled)
        case .constrained: Outcome(status: .optimal, objective: objective, method: .constrainedNetwork)
        case .crowded, .overloaded: Outcome(status: .infeasible, objective: .infinity, method: .network)
        case .impossible: Outcome(status: .infeasible, objective: .infinity, method: .constrainedNetwork)
        case .none, .trouble: Outcome(status: .undecided, objective: .infinity, method: .general)
        }
    }
}
