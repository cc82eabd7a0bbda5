internal import ArgumentParser
internal import ChainComposition
internal import ChainTestbed
internal import Logging

/// The golden chain on real Open vSwitch: client → {two passthrough boxes} → NAT or proxy → server over three hosts.
struct OpenVSwitchDemo {
    /// `nil` for one after the other.
    let engine: (any SteeringEngine)?
    let held: Int
    let short: Int
    let output: OutputFormat

    func run() async throws {
        if let missing = TestbedRequirements.missing {
            throw CommandFailure(.badInput, missing, fix: "`stratos demo` without --ovs needs nothing of that")
        }
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        let engines: [any SteeringEngine] = engine.map { [$0] } ?? [ResidentEngine(), ReactiveEngine()]
        var rows: [AffinityRow] = []
        let kinds: [BoxKind] = [.snatMangler(address: "10.9.0.1"), .terminatingProxy(address: "10.9.0.1")]
        for kind in kinds {
            for engine in engines {
                rows.append(try await run(engine, kind))
            }
        }
        let summary = AffinitySummary(runs: rows)
        try output.print(summary) { summary.text($0) }
        guard summary.isGood else { throw ExitCode(ExitStatus.no.rawValue) }
    }

    private func run(_ engine: any SteeringEngine, _ kind: BoxKind) async throws -> AffinityRow {
        let narrates = output == .table
        let name = kind.terminates ? "haproxy" : "SNAT"
        if narrates {
            Terminal.write(
                "\n"
                    + Terminal.output.paint(
                        "client → {p1, p2} → \(name) → server, three hosts, \(engine.name) engine", .bold) + "\n")
        }
        var specification = TestbedSpecification(hosts: 3)
        specification.connectsController = false
        return try await Testbed.withTestbed(specification) { bed in
            let scenario = AffinityScenario(engine: engine, last: kind, heldConnections: held, shortConnections: short)
            let outcome = try await scenario.run(on: bed) { step in
                if narrates { Terminal.write("  \(step)\n") }
            }
            return AffinityRow(engine: engine.name, last: name, outcome)
        }
    }
}

/// What one run measured.
struct AffinityRow: Encodable {
    let engine: String
    let last: String
    let connections: Int
    let violations: Int
    let violationsInWords: [String]
    let failures: Int
    let newFlowsWhileDraining: Int
    let drainMilliseconds: Double
    let packetsSentAgain: Int
    let packetsMissedByCaptures: Int
    let byInstance: [[String: Int]]

    init(engine: String, last: String, _ outcome: AffinityScenario.Outcome) {
        self.engine = engine
        self.last = last
        connections = outcome.affinity.connections
        violations = outcome.affinity.violatedConnections
        violationsInWords = outcome.affinity.violations.prefix(20).map(\.description)
        failures = outcome.failures
        newFlowsWhileDraining = outcome.newFlowsWhileDraining
        drainMilliseconds = (outcome.drainTime / .milliseconds(1)).rounded()
        packetsSentAgain = outcome.affinity.retransmissions
        packetsMissedByCaptures = outcome.affinity.droppedByCaptures
        byInstance = outcome.affinity.connectionsByInstance
    }

    var isGood: Bool { violations == 0 && failures == 0 && newFlowsWhileDraining == 0 }
}

/// All runs together.
struct AffinitySummary: Encodable {
    let runs: [AffinityRow]

    var isGood: Bool { runs.allSatisfy(\.isGood) }

    func text(_ terminal: Terminal) -> String {
        var table = Table(
            "chain ends in", "engine", .right("connections"), .right("failed"), .right("moved"),
            .right("drained in ms"),
            .right("sent again"), "connections by instance")
        for run in runs {
            let shares = run.byInstance.map { stage in
                stage.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            }
            table.add(
                run.last, run.engine, "\(run.connections)", "\(run.failures)", "\(run.violations)",
                "\(Int(run.drainMilliseconds))", "\(run.packetsSentAgain)", shares.joined(separator: " | "))
        }
        let wrong = runs.flatMap(\.violationsInWords).map { "  \($0)\n" }.joined()
        let moved = runs.reduce(0) { $0 + $1.violations }, all = runs.reduce(0) { $0 + $1.connections }
        return "\n" + terminal.paint("Summary, from captures at the client, at every box and at the server", .bold)
            + "\n"
            + table.text(terminal) + wrong + "\n"
            + terminal.paint("\(moved) of \(all) flows moved", isGood ? .green : .red) + "\n"
    }
}
