/// Ways of steering held against each other: what each did with the same packets on the same boxes.
///
/// ```swift
/// let comparison = try SteeringComparison(SteeringConfiguration(seeds: [1, 2, 3]))
/// comparison[.selectGroups]?[.movedFlows]?.mean      // 0.4
/// comparison[.resident]?[.movedFlows]?.maximum       // 0
/// ```
///
/// Everything is drawn from the seeds; the same configuration gives the same comparison on every machine.
public struct SteeringComparison: Hashable, Sendable, Encodable {
    public let configuration: SteeringConfiguration
    /// One for each method, in the order of ``SteeringMethodKind``.
    public let rows: [Row]

    /// What one method came to.
    public struct Row: Hashable, Sendable, Encodable {
        public let method: SteeringMethodKind
        /// Over the seeds; a metric that was never measured is not in here.
        public let values: [SteeringMetric: Spread]

        public subscript(metric: SteeringMetric) -> Spread? { values[metric] }
    }

    public subscript(method: SteeringMethodKind) -> Row? { rows.first { $0.method == method } }

    /// A run that is about to begin.
    public struct Step: Hashable, Sendable {
        public let method: SteeringMethodKind
        public let seed: UInt64
        /// Counted from 1.
        public let number: Int
        public let total: Int
    }

    /// Runs every method on every seed.
    ///
    /// - Parameters:
    ///   - methods: those to compare.
    ///   - progress: called before each run.
    /// - Throws: ``ChainSimulationError``, `.badConfiguration` for a configuration with a
    ///   ``SteeringConfiguration/mistake``.
    /// - Complexity: linear in seeds, methods and packets.
    public init(
        _ configuration: SteeringConfiguration, methods: [SteeringMethodKind] = SteeringMethodKind.allCases,
        progress: (Step) -> Void = { _ in }
    ) throws(ChainSimulationError) {
        if let mistake = configuration.mistake { throw ChainSimulationError(.badConfiguration, mistake) }
        var tallies: [SteeringMethodKind: [SteeringTally]] = [:]
        var number = 0
        for seed in configuration.seeds {
            var generator = ScenarioGenerator(configuration, seed: seed)
            let scenario = generator.scenario()
            for method in methods {
                number += 1
                progress(
                    Step(method: method, seed: seed, number: number, total: methods.count * configuration.seeds.count))
                var run = SteeringRun(scenario, method.method(), seed: seed)
                tallies[method, default: []].append(try run.run())
            }
        }
        self.configuration = configuration
        rows = methods.map { Row(method: $0, tallies: tallies[$0] ?? []) }
    }
}

extension SteeringComparison.Row {
    init(method: SteeringMethodKind, tallies: [SteeringTally]) {
        self.method = method
        values = Dictionary(
            uniqueKeysWithValues: SteeringMetric.allCases.compactMap { metric in
                Spread(tallies.compactMap { $0[metric] }).map { (metric, $0) }
            })
    }
}
