internal import ArgumentParser
internal import ChainSimulation

/// `stratos experiment steering`: the paper's Table 1, measured (Stratos § 2.1).
struct SteeringCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steering",
        abstract: "Compare ways of steering on the same traffic, in emulation (Stratos, Table 1).",
        discussion: """
            Select groups alone, re-dividing the flow space, packet correlation, rules for single flows, and both \
            engines get the same packets, boxes and changes on emulated switches. Needs neither root nor a switch.

            Exit status: 0 when neither engine moved a flow or mistook its chain; 1 otherwise; 2 when the files cannot \
            be written.
            """)

    @Option(help: "How many seeds; every method runs once on each.")
    var seeds = 5

    @Option(help: "Flows of a run.")
    var flows = 480

    @Option(help: "Changes of the deployment in a run: instances added, weighed, drained and removed.")
    var events = 8

    @Option(help: "Flows that start within the same millisecond.")
    var burst = 16

    @Option(help: "Different requests that flows begin with, some more popular than others.")
    var contents = 100

    @Flag(help: "Put a firewall in the place of the NAT, so that no box rewrites packets.")
    var withoutMangling = false

    @Option(
        name: .shortAndLong, help: "A directory for plots and numbers; it must not exist yet.", completion: .directory)
    var output: String?

    @Flag(help: "Replace the directory where it exists.")
    var force = false

    @OptionGroup var outputOptions: OutputOptions

    private var settings: SteeringConfiguration {
        SteeringConfiguration(
            seeds: (1...max(seeds, 1)).map { UInt64($0) }, flows: flows, changes: events, burst: burst,
            contents: contents, hasManglingBoxes: !withoutMangling)
    }

    func validate() throws {
        guard (1...1000).contains(seeds) else { throw ValidationError("--seeds takes 1 to 1000.") }
        if let mistake = settings.mistake { throw ValidationError(mistake + ".") }
    }

    func run() async throws {
        let comparison = try SteeringComparison(settings) { step in
            Terminal.progress("run \(step.number) of \(step.total): \(step.method.rawValue), seed \(step.seed)")
        }
        Terminal.progress(nil)
        if let output {
            try OutputDirectory(path: output, mayReplace: force, endings: [".svg", ".json"], contents: "results")
                .write([
                    ("comparison.json", try OutputFormat.json(comparison)),
                    ("correctness.svg", SteeringPlot.correctness(comparison).svg),
                    ("cost.svg", SteeringPlot.cost(comparison).svg),
                ])
        }
        try outputOptions.format.print(comparison) { comparison.text($0) }
        guard comparison.isGood else { throw ExitCode(ExitStatus.no.rawValue) }
    }
}
