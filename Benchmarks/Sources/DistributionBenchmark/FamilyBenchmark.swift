import CRivals
import FlowDistributionTesting

/// Runs all contenders on the tenants of one family.
///
/// Contenders take turns on each tenant, several rounds, so that a slow spell of the machine hits all of them. Whoever
/// is fast repeats the solve until a fixed time has passed; whoever is slow runs once.
struct FamilyBenchmark {
    /// The objectives or verdicts of two contenders differ.
    struct Disagreement: Error, CustomStringConvertible {
        var description: String
    }

    private static let rounds = 3
    private static let mostSamples = 5_000

    let family: Family
    let contenders: [any Contender]
    let options: BenchmarkOptions

    /// The trials of one tenant, by contender.
    struct Measured {
        var tenant: Tenant
        var samples: [Samples]
    }

    struct Outcome {
        var feasible: [Measured] = []
        var infeasible = 0
    }

    /// Draws tenants until there are enough feasible ones; the others are only checked for equal verdicts.
    func run() throws -> Outcome {
        var outcome = Outcome()
        var seed = options.seed * 1_000
        while outcome.feasible.count < family.count, outcome.infeasible < 10 * family.count {
            let tenant = try Tenant(seed: seed, family.problem(DistributionGenerator(seed: seed)))
            seed += 1
            let samples = try measure(tenant)
            try check(tenant, samples)
            if samples.contains(where: { $0.verdict == .infeasible }) {
                outcome.infeasible += 1
            } else {
                outcome.feasible.append(Measured(tenant: tenant, samples: samples))
            }
        }
        return outcome
    }

    private func measure(_ tenant: Tenant) throws -> [Samples] {
        var samples = contenders.map { _ in Samples() }
        for round in 1...Self.rounds {
            let quota = options.repetition * Double(round) / Double(Self.rounds)
            for (index, contender) in contenders.enumerated() {
                let limit = limit(for: index, samples)
                try repeatSolve(of: tenant, by: contender, until: quota, within: limit, &samples[index])
            }
            // Nobody times how fast the answer is no.
            if samples.contains(where: { $0.verdict == .infeasible }) { break }
        }
        return samples
    }

    /// A mode of a general solver is stopped when it has taken clearly longer than another mode of that solver on that
    /// program, which it cannot beat any more; not where the times of all modes are wanted, nor where that is short.
    private func limit(for index: Int, _ samples: [Samples]) -> Double {
        guard options.effort != .full, let contender = contenders[index] as? GeneralContender else {
            return options.limit
        }
        let ended = zip(contenders, samples).filter { other, samples in
            guard let other = other as? GeneralContender, samples.verdict == .optimal else { return false }
            return other.solver == contender.solver && other.form == contender.form
        }
        let fastest = ended.map(\.1.longest).min() ?? .infinity
        return min(options.limit, max(5, 1.1 * fastest))
    }

    private func repeatSolve(
        of tenant: Tenant, by contender: any Contender, until quota: Double, within limit: Double,
        _ samples: inout Samples
    ) throws {
        while samples.count == 0 || samples.spent < quota && samples.count < Self.mostSamples {
            let memory = family.isBig && samples.count == 0 ? PeakMemory() : nil
            let start = ContinuousClock.now
            samples.add(try contender.solve(tenant, within: limit))
            samples.spend(ContinuousClock.now - start)
            if let memory { samples.memory = memory.growth }
        }
    }

    /// Whoever came to an end must have come to the same.
    private func check(_ tenant: Tenant, _ samples: [Samples]) throws {
        let ended = zip(contenders, samples).filter { $0.1.verdict == .optimal || $0.1.verdict == .infeasible }
        guard let (first, reference) = ended.first else { return }
        for (contender, sample) in ended.dropFirst() {
            let difference = abs(sample.objective - reference.objective)
            let isEqual =
                sample.verdict == reference.verdict
                && (sample.verdict == .infeasible || difference <= 1e-6 * max(1, abs(reference.objective)))
            guard !isEqual else { continue }
            throw Disagreement(
                description: """
                    \(family.name), seed \(tenant.seed): \(first.name) says \(Self.words(reference)), \
                    \(contender.name) says \(Self.words(sample))
                    """)
        }
    }

    private static func words(_ samples: Samples) -> String {
        samples.verdict == .optimal ? "\(samples.objective)" : "\(samples.verdict?.rawValue ?? "nothing")"
    }
}
