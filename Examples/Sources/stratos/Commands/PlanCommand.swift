internal import ArgumentParser

/// `stratos plan`: what a policy comes to, and what would change where; nothing is done.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what a policy comes to and what would change on which switch.",
        discussion: """
            --running says what is in force, --live asks the switches. Exit status: 0 done; 1 where instances, tags, attachments or tunnels are lacking; 2 where the policy has \
            mistakes or cannot be read.
            """)

    @Argument(help: "The policy, YAML or JSON.", completion: .file(extensions: ["yaml", "yml", "json"]))
    var file: String

    @OptionGroup var composition: CompositionOptions

    @Option(help: "Draw the chains as text, for Graphviz (dot), or for Markdown pages (mermaid).")
    var graph = GraphStyle.text

    @Flag(
        name: [.customShort("v"), .customLong("verbose"), .customLong("details")],
        help: "Show the rules and groups themselves.")
    var verbose = false

    @Flag(help: "Show the way back instead: from this policy to the one that is running.")
    var rollback = false

    @Option(
        help: ArgumentHelp(
            "Compare with what a running switch holds, as unix:/run/openvswitch/br0.mgmt; repeat it for each switch.",
            valueName: "address"))
    var live: [String] = []

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let composed =
            try rollback ? Composition.rollback(from: file, composition) : Composition(file, composition)
        let graphs = graph.graphs(of: composed)
        let found = try await LiveSwitches.read(live, of: composed.policy)
        let difference = live.isEmpty ? nil : try LiveReport(found, composed, rules: verbose)
        let report = try PlanReport(
            composed, file: file, options: composition, isRollback: rollback, graphs: graphs,
            rules: verbose, live: difference)
        try output.format.print(report) { terminal in
            graphs.map { graph.text($0) } ?? report.text(terminal)
        }
    }
}
