import CRivals
import FlowDistribution
import FlowDistributionTesting

/// Runs all contenders on the tenants of one family.
///
/// Each contender goes through all tenants, one after the other, then the next contender, and so on in many passes, so
/// that a slow spell of the machine hits all of them. Nobody solves the same tenant twice in a row: a processor learns
/// the branches of a short solve by heart, and in practice the next tenant is another one. Whoever is slow runs once.
struct FamilyBenchmark {
    /// The objectives or verdicts of two contenders differ.
    struct Disagreement: Error, CustomStringConvertible {
        var description: String
    }

    private static let mostPasses = 101
    /// With fewer tenants ours solve others in between.
    private static let fewTenants = 20

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
            let samples = try solveOnce(tenant)
            try check(tenant, samples)
            if samples.contains(where: { $0.verdict == .infeasible }) {
                outcome.infeasible += 1
            } else {
                outcome.feasible.append(Measured(tenant: tenant, samples: samples))
            }
        }
        let others = (0..<UInt64(max(0, Self.fewTenants - outcome.feasible.count))).map {
            family.problem(DistributionGenerator(seed: seed + $0))
        }
        try measure(&outcome.feasible, others: others)
        return outcome
    }

    private func solveOnce(_ tenant: Tenant) throws -> [Samples] {
        var samples = contenders.map { _ in Samples() }
        for (index, contender) in contenders.enumerated() {
            let limit = limit(for: index, samples)
            let memory = family.isBig ? PeakMemory() : nil
            try samples[index].addTrial(of: contender, tenant, within: limit)
            if let memory { samples[index].memory = memory.growth }
        }
        return samples
    }

    /// Passes over all tenants until each contender has used up its time; the first trials, which found everything
    /// cold, do not count for those who have time for more.
    private func measure(_ measured: inout [Measured], others: [DistributionProblem]) throws {
        let quota = options.repetition * Double(measured.count)
        let spent = { (index: Int, measured: [Measured]) in
            measured.reduce(0) { $0 + $1.samples[index].spent }
        }
        let fast = contenders.indices.filter { spent($0, measured) < quota }
        for index in fast {
            for tenant in measured.indices { measured[tenant].samples[index].forgetTimes() }
        }
        for _ in 0..<Self.mostPasses {
            for index in fast where spent(index, measured) < quota {
                try pass(of: index, &measured, others)
            }
        }
    }

    private func pass(of index: Int, _ measured: inout [Measured], _ others: [DistributionProblem]) throws {
        try rehearse(index, measured, others)
        for tenant in measured.indices {
            try measured[tenant].samples[index].addTrial(
                of: contenders[index], measured[tenant].tenant, within: options.limit)
        }
    }

    /// Whoever ran before has left nothing of ours in the caches; in practice there are thousands of tenants in a row.
    private func rehearse(_ index: Int, _ measured: [Measured], _ others: [DistributionProblem]) throws {
        guard let own = contenders[index] as? OwnContender else { return }
        for one in measured { _ = try own.solve(one.tenant.problem) }
        for other in others { _ = try own.solve(other) }
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
