public import FlowDistribution

/// Checks an answer against its problem, flow by flow, with no knowledge of how it was found.
///
/// ```swift
/// let violations = DistributionVerifier().violations(of: distribution, for: problem)
/// #expect(violations.isEmpty)
/// ```
///
/// That the footprint is the smallest is not its concern but that of ``CertificateChecker``.
public struct DistributionVerifier: Sendable {
    /// The largest amount that counts as rounding, as a part of the scale of what is compared.
    public var tolerance: Double

    public init(tolerance: Double = 1e-7) {
        self.tolerance = tolerance
    }

    /// Everything that is wrong with a distribution; nothing where it is right.
    ///
    /// - Parameters:
    ///   - distribution: the answer.
    ///   - problem: what was asked.
    ///   - isElastic: whether chains may carry a part of their volume only; bands follow what is carried.
    public func violations(
        of distribution: Distribution, for problem: DistributionProblem, isElastic: Bool = false
    ) -> [Violation] {
        let carried = carriedViolations(of: distribution, for: problem, isElastic: isElastic)
        guard carried.isEmpty else { return carried }
        let scaled = isElastic ? problem.carrying(distribution.carried) : problem
        var tally = FlowTally(scaled)
        for (index, flow) in distribution.flows.enumerated() { tally.add(flow, number: index) }
        let sums =
            coverage(tally, of: scaled) + conservation(tally, of: scaled) + loads(tally, of: scaled)
            + limits(tally, of: scaled)
        let cost = Self.relative(abs(distribution.objective - tally.cost), to: max(abs(tally.cost), tally.costScale))
        return tally.violations + kept(sums + [Violation(.objective, "the objective", amount: cost)])
    }

    /// Those that are more than rounding; what is not a number is never that.
    func kept(_ violations: [Violation]) -> [Violation] {
        violations.filter { !($0.amount <= tolerance) }
    }

    /// A difference as a part of a scale; nothing is nothing on any scale.
    static func relative(_ amount: Double, to scale: Double) -> Double {
        amount == 0 ? 0 : amount / scale
    }

    private func carriedViolations(
        of distribution: Distribution, for problem: DistributionProblem, isElastic: Bool
    ) -> [Violation] {
        guard distribution.carried.count == problem.chains.count else {
            let counts = "\(distribution.carried.count) carried volumes for \(problem.chains.count) chains"
            return [Violation(.malformed, counts, amount: .infinity)]
        }
        return kept(
            zip(problem.chains, distribution.carried).enumerated().map { index, pair in
                let (volume, carried) = (pair.0.volume, pair.1)
                let excess = isElastic ? max(carried - volume, -carried, 0) : abs(carried - volume)
                let amount = carried.isFinite ? Self.relative(excess, to: volume) : .infinity
                return Violation(.carried, "chain \(index)", amount: amount)
            })
    }
}
