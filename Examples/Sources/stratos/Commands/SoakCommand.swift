internal import ArgumentParser
internal import ChainComposition
internal import ChainCompositionTesting

/// `stratos experiment soak`: random deployments under random events and traffic, in emulation.
struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Let random deployments live through random events, and hold every packet against the policy.",
        discussion: """
            Instances come, drain, break and migrate; functions, classes, chains and tenants change; boxes begin to \
            rewrite; switches and the controller restart. After every event, and after every switch's part of every \
            update, each live flow must visit the boxes that it has visited before and each new one the functions \
            that the policy asks for; switches must hold what the plan says and nothing else. It is done on emulated \
            switches and needs no root.

            The same seed gives the same run: go on with --first where a run was broken off, and repeat one that found \
            something with --first SEED --seeds 1.

            Exit status: 0 when nothing was found; 1 otherwise.
            """)

    @Option(help: "How many deployments.")
    var seeds = 100

    @Option(help: "Events in the life of each.")
    var events = 200

    @Option(help: "The first seed.")
    var first: UInt64 = 0

    @Option(help: "Who picks the path of a new flow; without it, odd seeds take the reactive engine.")
    var engine: EngineChoice?

    @Option(help: "Deployments at a time.")
    var jobs = 2

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1_000_000).contains(seeds), (1...100_000).contains(events), (1...256).contains(jobs),
            first <= UInt64.max - UInt64(seeds)
        else {
            throw ValidationError("--seeds takes 1 to 1000000, --events 1 to 100000, --jobs 1 to 256.")
        }
    }

    func run() async throws {
        let report = await soak()
        Terminal.progress(nil)
        let summary = SoakSummary(report, seeds: first..<first + UInt64(seeds))
        try output.format.print(summary) { summary.text($0) }
        guard report.violations.isEmpty else { throw ExitCode(ExitStatus.no.rawValue) }
    }

    /// As many seeds at a time as wanted; the next one starts when one is done.
    private func soak() async -> SoakReport {
        await withTaskGroup(of: SoakReport.self) { group in
            var total = SoakReport()
            var pending = (first..<first + UInt64(seeds)).makeIterator()
            for _ in 0..<jobs { if let seed = pending.next() { group.addTask { report(seed) } } }
            while let done = await group.next() {
                total.add(done)
                Terminal.progress("\(total.seeds) of \(seeds) deployments, \(total.violations.count) violations")
                if let seed = pending.next() { group.addTask { report(seed) } }
            }
            return total
        }
    }

    @Sendable private func report(_ seed: UInt64) -> SoakReport {
        switch engine ?? (seed % 2 == 0 ? .resident : .reactive) {
        case .resident: SoakRun.report(seed: seed, events: events, engine: ResidentEngine())
        case .reactive: SoakRun.report(seed: seed, events: events, engine: ReactiveEngine())
        }
    }
}

private struct SoakSummary: Encodable {
    let firstSeed: UInt64
    let lastSeed: UInt64
    let seeds: Int
    let events: Int
    let eventsByKind: [String: Int]
    let flows: Int
    let packets: Int
    let updates: Int
    let partsOfSwitches: Int
    let policiesRefused: Int
    let flowsHeldBack: Int
    let flowsFollowed: Int
    let rulesCompared: Int
    let violations: [String]

    init(_ report: SoakReport, seeds range: Range<UInt64>) {
        firstSeed = range.lowerBound
        lastSeed = range.upperBound - 1
        seeds = report.seeds
        events = report.events
        eventsByKind = Dictionary(uniqueKeysWithValues: report.eventsByKind.map { ($0.key.rawValue, $0.value) })
        flows = report.flows
        packets = report.packets
        updates = report.updates
        partsOfSwitches = report.parts
        policiesRefused = report.refusedPolicies
        flowsHeldBack = report.flowsHeldBack
        flowsFollowed = report.flowsFollowed
        rulesCompared = report.rulesCompared
        violations = report.violations.sorted { ($0.seed, $0.step) < ($1.seed, $1.step) }.map(\.description)
    }

    func text(_ terminal: Terminal) -> String {
        var table = Table("event", .right("times"))
        for (event, times) in eventsByKind.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            table.add(event, "\(times)")
        }
        let found = violations.prefix(50).map { "  \($0)\n" }.joined()
        return table.text(terminal) + """

            \(seeds) deployments, \(events) events, \(updates) updates in \(partsOfSwitches) parts of switches
            \(flows) flows, \(packets) packets and their replies, \(flowsHeldBack) first packets held back
            \(flowsFollowed) new flows followed sticky ones, \(rulesCompared) rules compared, \(policiesRefused) policies refused
            \(found)\(terminal.paint("\(violations.count) violations", violations.isEmpty ? .green : .red))

            """
    }
}
