internal import ArgumentParser
internal import FlowDistribution

/// `stratos distribute`: how the traffic of chains is split over instances (Stratos § 5.1).
struct DistributeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distribute", abstract: "Split the traffic of chains over instances with the smallest footprint.",
        discussion: """
            Reads a problem as JSON: racks, cost, leeway, instances and endpoints with their racks, bandwidth between \
            racks, capacity, and chains with volume, sources, positions and sinks. Writes the answer as JSON on one line.

            With --lines every line is a problem and gets a line as its answer; a line with a mistake gets none, is \
            reported on standard error with its number and the field, and the lines after it are answered as usual.

            Exit status: 0 for an answer; 1 where the one problem has none, with what there is too little of; 2 for bad \
            input, with --lines also where only some lines are bad.
            """)

    @Argument(help: "The problem; - or nothing for standard input.", completion: .file(extensions: ["json", "jsonl"]))
    var file = "-"

    @Option(help: "The fast path for distributions (auto), or a general solver for linear programs.")
    var solver = SolverChoice.auto

    @Flag(help: "Carry as much as can be where not all can, then with the smallest footprint.")
    var elastic = false

    @Flag(help: "One problem on each line, one answer on each line.")
    var lines = false

    @Option(help: "For programs (json) or for people (table); mistakes are reported as text unless json is asked for.")
    var format = OutputFormat.json

    func validate() throws {
        guard !lines || format == .json else { throw ValidationError("--lines writes JSON; leave out --format table.") }
    }

    func run() async throws {
        let solving = try DistributionSolving(solver, isElastic: elastic)
        var stream = DistributionStream(try ByteSource(file), solving, isElastic: elastic)
        if lines {
            let isGood = try stream.lines(format: .requested(in: CommandLine.arguments))
            if !isGood { throw ExitCode(ExitStatus.badInput.rawValue) }
            return
        }
        let (document, outcome) = try stream.single()
        switch format {
        case .json:
            var writer = AnswerWriter()
            writer.write(outcome, of: document, isElastic: elastic)
            Terminal.write(writer.takeBytes())
        case .table:
            let report = DistributionReport(problem: document.problem, outcome: outcome)
            Terminal.write(report.text(Terminal.output))
        }
        if outcome.result.distribution == nil { throw ExitCode(ExitStatus.no.rawValue) }
    }
}
