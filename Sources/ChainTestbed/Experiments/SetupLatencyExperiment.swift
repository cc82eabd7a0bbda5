internal import Logging

/// What a new connection costs through a chain: plain forwarding, static tags, the resident and the reactive engine,
/// measured in turn on the same switches and boxes.
///
/// ```swift
/// let experiment = SetupLatencyExperiment(.init(rounds: 5, connections: 300))
/// let report = try await experiment.run { print($0) }
/// for row in report.rows { print(row.topology.name, row.setting, row.connect.median) }
/// ```
///
/// Needs root and Open vSwitch (``TestbedRequirements``). Time it in a release build only: in a debug build the
/// controller's own work drowns everything else.
public struct SetupLatencyExperiment: Sendable {
    public struct Configuration: Sendable {
        public var topologies: [SetupLatencyTopology]
        /// Which settings have a turn where the topology has them; without `plain` nothing is compared.
        public var settings = SetupLatencySetting.allCases
        /// How often every setting has its turn; the order rotates.
        public var rounds: Int
        /// Measured connections of each setting in each round.
        public var connections: Int
        /// Connections before those, not measured: caches of the switches fill.
        public var warmUp: Int
        /// Connections at a time.
        public var concurrency: Int
        /// After how long without a packet the switches' datapaths forget a flow; nil for Open vSwitch's own 10 s.
        ///
        /// The same for all settings. Each change of a rule makes Open vSwitch look at every cached flow again, and
        /// exact rules leave some for each connection: with thousands of dead ones, and few processors, that is what
        /// the reactive engine's connections wait for.
        public var datapathIdle: Duration? = .milliseconds(200)
        /// Where testbeds are registered.
        public var stateDirectory = TestbedSpecification.defaultStateDirectory

        public init(
            topologies: [SetupLatencyTopology] = [
                .oneSwitch, .threeHosts(manglingBoxes: 0), .threeHosts(manglingBoxes: 1),
                .threeHosts(manglingBoxes: 2),
            ],
            rounds: Int = 5, connections: Int = 300, warmUp: Int = 50, concurrency: Int = 1
        ) {
            self.topologies = topologies
            self.rounds = rounds
            self.connections = connections
            self.warmUp = warmUp
            self.concurrency = concurrency
        }
    }

    public var configuration: Configuration

    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// Brings up a testbed for each topology, one after the other, and measures all settings on it.
    ///
    /// - Parameter progress: told about each step as it is done.
    /// - Throws: ``TestbedError``: `badSpecification` for numbers that cannot be, `unsupported` with what the machine
    ///   lacks, `commandFailed` where a switch refuses rules or no connection of a setting was answered.
    public func run(
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> SetupLatencyReport {
        try check()
        let before = MachineProbe()
        var rows: [SetupLatencyReport.Row] = []
        for topology in configuration.topologies {
            var specification = TestbedSpecification(hosts: topology.hosts)
            specification.connectsController = false
            specification.stateDirectory = configuration.stateDirectory
            rows += try await Testbed.withTestbed(specification) { bed in
                if let idle = configuration.datapathIdle {
                    for host in bed.hosts { try await host.forgetCachedFlows(after: idle) }
                }
                return try await bed.withFabric(logger: Self.quiet) { fabric in
                    try await SetupLatencyRun(
                        configuration: configuration, topology: topology, bed: bed, fabric: fabric,
                        chain: try await topology.deploy(on: bed), progress: progress
                    ).rows()
                }
            }
        }
        return SetupLatencyReport(
            rows: rows, machine: before.conditions(until: MachineProbe()), rounds: configuration.rounds)
    }

    /// What is done is told through `progress`; the log is for what goes wrong.
    static let quiet: Logger = {
        var logger = Logger(label: "stratos.experiment")
        logger.logLevel = .warning
        return logger
    }()

    private func check() throws(TestbedError) {
        let numbers = [configuration.rounds, configuration.connections, configuration.concurrency]
        guard numbers.allSatisfy({ $0 > 0 }), configuration.warmUp >= 0 else {
            throw TestbedError(
                .badSpecification, "rounds, connections and concurrency must be above 0, the warm-up not below")
        }
        guard configuration.topologies.allSatisfy({ (0...8).contains($0.manglingBoxes) }) else {
            throw TestbedError(.badSpecification, "a chain may have 0 to 8 mangling boxes")
        }
    }
}
