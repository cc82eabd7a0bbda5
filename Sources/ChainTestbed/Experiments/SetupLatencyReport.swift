/// What a ``SetupLatencyExperiment`` measured. All times are in milliseconds.
public struct SetupLatencyReport: Sendable, Hashable, Codable {
    /// In the order of the topologies, and of the settings within each.
    public let rows: [Row]
    public let machine: MachineConditions
    /// How many rounds each topology was measured in.
    public let rounds: Int

    /// One setting on one topology.
    public struct Row: Sendable, Hashable, Codable {
        public let topology: SetupLatencyTopology
        public let setting: SetupLatencySetting
        /// Connections that were tried and those that failed, over all rounds.
        public let connections: Int
        public let failures: Int
        public let connect: Latency
        /// The first request of each connection: sent at once when the connection stands.
        public let firstRequest: Latency
        /// Closed loop, so one after the other on each thread: the median of the rounds, and their range.
        public let connectionsPerSecond: PairedComparison
        /// Beside `plain` in the same round; nil for `plain` itself.
        public let toPlain: ToPlain?
    }

    /// Order statistics over all connections of all rounds, and how far the rounds' own medians are apart.
    public struct Latency: Sendable, Hashable, Codable {
        public let median: Double
        public let percentile99: Double
        /// The medians of the rounds: how noisy the machine was.
        public let rounds: PairedComparison
    }

    /// A setting's medians beside those of `plain`, round by round.
    public struct ToPlain: Sendable, Hashable, Codable {
        /// Milliseconds more than plain.
        public let connectDifference: PairedComparison
        public let connectRatio: PairedComparison
        public let firstRequestDifference: PairedComparison
        public let firstRequestRatio: PairedComparison
        /// Connections per second as a share of plain's.
        public let rateRatio: PairedComparison
    }

    public subscript(topology: SetupLatencyTopology, setting: SetupLatencySetting) -> Row? {
        rows.first { $0.topology == topology && $0.setting == setting }
    }

    /// Milliseconds that each mangling box adds to connecting and the first request together, beyond what it adds
    /// with plain forwarding: the paper's measure of its composition (Stratos § 7.2, at most 1 ms).
    ///
    /// - Returns: nil without rows for three hosts with and without mangling boxes.
    public func costPerManglingBox(_ setting: SetupLatencySetting) -> Double? {
        let most = rows.map(\.topology.manglingBoxes).max() ?? 0
        guard most > 0, let none = self[.threeHosts(manglingBoxes: 0), setting]?.toPlain,
            let all = self[.threeHosts(manglingBoxes: most), setting]?.toPlain
        else { return nil }
        return (all.total - none.total) / Double(most)
    }
}

extension SetupLatencyReport.ToPlain {
    fileprivate var total: Double { connectDifference.median + firstRequestDifference.median }
}
