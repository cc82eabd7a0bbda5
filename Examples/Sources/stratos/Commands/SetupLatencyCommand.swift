internal import ArgumentParser
internal import ChainTestbed
internal import Foundation

/// `stratos experiment setup-latency`: what a new flow costs (Stratos § 7.2, "Efficiency").
struct SetupLatencyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup-latency", abstract: "Measure what a new connection costs in each way of forwarding.",
        discussion: """
            Plain forwarding, static tag rules, the resident and the reactive engine take turns on the same switches \
            and boxes, round after round, on one switch and on a chain over three hosts with 0, 1 and 2 boxes that \
            rewrite packets. Differences and ratios are taken within each round; their median and range are shown.

            Exit status: 0 when every connection was answered; 1 otherwise; 2 when this machine cannot run it.
            """)

    @Option(help: "How often every setting has its turn.")
    var rounds = 5

    @Option(help: "Measured connections of each setting in each round.")
    var connections = 300

    @Option(help: "Connections at a time.")
    var concurrency = 1

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1000).contains(rounds), (1...100_000).contains(connections), (1...64).contains(concurrency) else {
            throw ValidationError("--rounds takes 1 to 1000, --connections 1 to 100000, --concurrency 1 to 64.")
        }
    }

    func run() async throws {
        try ExperimentCommand.prepare()
        let configuration = SetupLatencyExperiment.Configuration(
            rounds: rounds, connections: connections, concurrency: concurrency)
        let report = try await SetupLatencyExperiment(configuration).run { Terminal.progress($0) }
        Terminal.progress(nil)
        try output.format.print(report) { report.text($0) }
        guard report.rows.allSatisfy({ $0.failures == 0 }) else { throw ExitCode(ExitStatus.no.rawValue) }
    }
}

extension SetupLatencyReport {
    fileprivate func text(_ terminal: Terminal) -> String {
        var table = Table(
            "topology", "setting", .right("connect p50"), .right("p99"), .right("request p50"), .right("p99"),
            .right("conn/s"), .right("Δ connect"), .right("Δ request"), .right("conn/s to plain"))
        for row in rows {
            let plain = row.toPlain
            table.add(
                row.topology.name, row.setting.rawValue, Self.number(row.connect.median),
                Self.number(row.connect.percentile99), Self.number(row.firstRequest.median),
                Self.number(row.firstRequest.percentile99), "\(Int(row.connectionsPerSecond.median))",
                plain.map { Self.signed($0.connectDifference) } ?? "",
                plain.map { Self.signed($0.firstRequestDifference) } ?? "",
                plain.map { Self.percent($0.rateRatio) } ?? "")
        }
        return terminal.paint("Milliseconds; Δ and ratio: median of \(rounds) paired rounds, and their range", .bold)
            + "\n" + table.text(terminal) + costs + noise
    }

    private var costs: String {
        [SetupLatencySetting.resident, .reactive].compactMap { setting in
            costPerManglingBox(setting).map {
                "A mangling box adds \(Self.number($0)) ms with the \(setting.rawValue) engine, beyond what it adds plain.\n"
            }
        }.joined()
    }

    /// How far plain forwarding itself differed between rounds: what smaller differences are worth.
    private var noise: String {
        let spreads = rows.filter { $0.setting == .plain }.map(\.connect.rounds)
        let worst = spreads.map { $0.maximum - $0.minimum }.max() ?? 0
        let share = { (part: Double) in "\(Int((part * 100).rounded())) %" }
        return "Machine: \(machine.processors) processors, load \(Self.number(machine.loadBefore)) before and "
            + "\(Self.number(machine.loadAfter)) after, \(share(machine.stolen)) taken by the host, "
            + "\(share(machine.idle)) idle; medians of plain connects differed by up to \(Self.number(worst)) ms "
            + "between rounds.\n"
    }

    private static func number(_ value: Double) -> String { String(format: "%.2f", value) }

    private static func signed(_ value: PairedComparison) -> String {
        String(format: "%+.2f (%+.2f…%+.2f)", value.median, value.minimum, value.maximum)
    }

    private static func percent(_ value: PairedComparison) -> String {
        String(format: "%.0f %% (%.0f…%.0f)", value.median * 100, value.minimum * 100, value.maximum * 100)
    }
}
