internal import ArgumentParser
internal import ChainTestbed
internal import Logging

/// `stratos experiment`: the paper's measurements, on real switches or in emulation.
struct ExperimentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiment", abstract: "Repeat the paper's measurements, on Open vSwitch or in emulation.",
        discussion: "affinity and setup-latency need Open vSwitch and root; the others run anywhere.",
        subcommands: [
            AffinityCommand.self, SetupLatencyCommand.self, SteeringCommand.self, SoakCommand.self, FaultsCommand.self,
        ])

    /// - Throws: `CommandFailure` where this machine has no real switches to offer.
    static func prepare() throws {
        if let missing = TestbedRequirements.missing {
            throw CommandFailure(.badInput, missing, fix: "`stratos demo` shows the main job without any of that")
        }
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
    }
}

/// `stratos experiment affinity`: instances are added one at a time under a constant workload (Stratos § 7.2).
struct AffinityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "affinity", abstract: "Add instances under load and compare what every box saw (Stratos § 7.2).",
        discussion: """
            Two chains, generator → passthrough → mangler → server and generator → passthrough → passthrough → server; \
            one instance is added at a time, function after function, over two rounds. The paper waits 120 seconds.

            Exit status: 0 when no flow moved; 1 otherwise; 2 when this machine cannot run it.
            """)

    @Option(help: "Seconds before each addition and after the last.")
    var wait = 10.0

    @Option(help: "How often each function gets one more instance.")
    var rounds = 2

    @Option(help: "Requests of 50 KB a second.")
    var rate = 50.0

    @Option(help: "Who picks the path of a new flow.")
    var engine = EngineChoice.resident

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard wait > 0, wait <= 3600, (1...10).contains(rounds), rate > 0, rate <= 10_000 else {
            throw ValidationError("--wait takes 0 to 3600 seconds, --rounds 1 to 10, --rate up to 10000.")
        }
    }

    func run() async throws {
        try ExperimentCommand.prepare()
        var rows: [ExperimentRow] = []
        for last in [BoxKind.snatMangler(address: "10.9.0.1"), .passthrough] {
            var experiment = AffinityExperiment(engine: engine.engine, kinds: [.passthrough, last])
            experiment.wait = .seconds(wait)
            experiment.rounds = rounds
            experiment.rate = rate
            rows.append(try await run(experiment, last))
        }
        let summary = ExperimentSummary(engine: engine.rawValue, wait: wait, chains: rows)
        try output.format.print(summary) { summary.text($0) }
        guard summary.isGood else { throw ExitCode(ExitStatus.no.rawValue) }
    }

    private func run(_ experiment: AffinityExperiment, _ last: BoxKind) async throws -> ExperimentRow {
        let name = "passthrough → \(last == .passthrough ? "passthrough" : "mangler")"
        let narrates = output.format == .table
        if narrates { Terminal.write(Terminal.output.paint("\n\(name)", .bold) + "\n") }
        var specification = TestbedSpecification(hosts: 3)
        specification.connectsController = false
        let outcome = try await Testbed.withTestbed(specification) { bed in
            try await experiment.run(on: bed) { step in
                if narrates { Terminal.write("  \(step)\n") }
            }
        }
        return ExperimentRow(chain: name, outcome)
    }
}

/// What one chain measured.
private struct ExperimentRow: Encodable {
    let chain: String
    let connections: Int
    let violations: Int
    let violationsInWords: [String]
    let failures: Int
    let packetsSentAgain: Int
    let requestMillisecondsMedian: Double?
    let byInstance: [[String: Int]]

    init(chain: String, _ outcome: AffinityExperiment.Outcome) {
        self.chain = chain
        connections = outcome.affinity.connections
        violations = outcome.affinity.violatedConnections
        violationsInWords = outcome.affinity.violations.prefix(20).map(\.description)
        failures = outcome.traffic.failures.count
        packetsSentAgain = outcome.affinity.retransmissions
        requestMillisecondsMedian = outcome.traffic.requestLatency.map { $0.median / .milliseconds(1) }
        byInstance = outcome.affinity.connectionsByInstance
    }
}

private struct ExperimentSummary: Encodable {
    let engine: String
    let wait: Double
    let chains: [ExperimentRow]

    var isGood: Bool { chains.allSatisfy { $0.violations == 0 && $0.failures == 0 } }

    func text(_ terminal: Terminal) -> String {
        var table = Table(
            "chain", .right("connections"), .right("failed"), .right("discrepancies"), .right("sent again"),
            "connections by instance")
        for row in chains {
            let shares = row.byInstance.map { stage in
                stage.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            }
            table.add(
                row.chain, "\(row.connections)", "\(row.failures)", "\(row.violations)", "\(row.packetsSentAgain)",
                shares.joined(separator: " | "))
        }
        let wrong = chains.flatMap(\.violationsInWords).map { "  \($0)\n" }.joined()
        let moved = chains.reduce(0) { $0 + $1.violations }, all = chains.reduce(0) { $0 + $1.connections }
        return "\n" + terminal.paint("Connection logs compared, \(engine) engine", .bold) + "\n" + table.text(terminal)
            + wrong + "\n" + terminal.paint("\(moved) of \(all) flows moved", isGood ? .green : .red) + "\n"
    }
}
