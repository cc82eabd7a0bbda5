internal import ArgumentParser

/// `stratos plan`: what a policy comes to, and what would change where; nothing is done.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what a policy comes to and what would change on which switch.",
        discussion: """
            Exit status: 0 done; 1 where instances, tags, attachments or tunnels are lacking; 2 where the policy has \
            mistakes or cannot be read.
            """)

    @Argument(help: "The policy, YAML or JSON.", completion: .file(extensions: ["yaml", "yml", "json"]))
    var file: String

    @OptionGroup var composition: CompositionOptions

    @Option(help: "Draw the chains as text, for Graphviz (dot), or for Markdown pages (mermaid).")
    var graph = GraphStyle.text

    @Flag(name: .shortAndLong, help: "Show the rules and groups themselves.")
    var verbose = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let composed = try Composition(file, composition)
        let graphs = graph.graphs(of: composed)
        let report = try PlanReport(composed, file: file, options: composition, graphs: graphs, rules: verbose)
        try output.format.print(report) { terminal in
            graphs.map { graph.text($0) } ?? report.text(terminal)
        }
    }
}
