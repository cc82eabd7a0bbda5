internal import ArgumentParser
internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

/// `stratos compile`: the rules as files, one for each switch, to load without a controller.
struct CompileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile", abstract: "Write the rules of each switch to a file that ovs-ofctl loads.",
        discussion: """
            Load a file with: ovs-ofctl -O OpenFlow13 bundle BRIDGE FILE. With --after there is a file for each phase \
            and switch; load phase 1 on all switches, then phase 2, and so on. The directory appears when all files \
            are complete, or not at all. Exit status as for plan.
            """)

    @Argument(help: "The policy, YAML or JSON.", completion: .file(extensions: ["yaml", "yml", "json"]))
    var file: String

    @Option(name: .shortAndLong, help: "The directory for the files; it must not exist yet.", completion: .directory)
    var output: String

    @Flag(help: "Replace the directory where it exists.")
    var force = false

    @OptionGroup var composition: CompositionOptions
    @OptionGroup var outputOptions: OutputOptions

    func run() async throws {
        let composed = try Composition(file, composition)
        let files = try composition.after == nil ? programs(composed) : changes(composed)
        try OutputDirectory(path: output, mayReplace: force).write(files.map { ($0.entry.file, $0.text) })
        let report = CompileReport(directory: output, engine: composition.engine.rawValue, files: files.map(\.entry))
        try outputOptions.format.print(report) { report.text($0) }
    }

    private typealias BundleFile = (entry: CompileReport.Entry, text: String)

    private func programs(_ composed: Composition) throws -> [BundleFile] {
        let names = BundleText.fileNames(of: composed.forwarders)
        return try composed.forwarders.map { forwarder in
            let program = composed.programs[forwarder.datapath] ?? SwitchProgram()
            let entry = CompileReport.Entry(
                file: "\(names[forwarder.datapath] ?? "\(forwarder.datapath)").txt", switchName: forwarder.name,
                phase: nil, rules: program.rules.count, groups: program.groups.count)
            return (entry, try BundleText(title: title(forwarder)).text(of: program))
        }
    }

    private func changes(_ composed: Composition) throws -> [BundleFile] {
        let names = BundleText.fileNames(of: composed.forwarders)
        return try composed.update.steps.enumerated().flatMap { index, step in
            try composed.forwarders.compactMap { forwarder -> BundleFile? in
                guard let change = step.changes[forwarder.datapath] else { return nil }
                let phase = "\(index + 1)-\(step.phase)"
                let entry = CompileReport.Entry(
                    file: "\(names[forwarder.datapath] ?? "\(forwarder.datapath)").\(phase).txt",
                    switchName: forwarder.name, phase: phase, rules: change.rules.count, groups: change.groups.count)
                let title = "\(title(forwarder)), phase \(phase): \(step.phase.purpose)"
                return (entry, try BundleText(title: title).text(of: change))
            }
        }
    }

    private func title(_ forwarder: ServiceFunctionForwarder) -> String {
        let from = composition.after.map { " after \($0)" } ?? ""
        return "Switch \(forwarder.name), datapath \(forwarder.datapath), engine \(composition.engine.rawValue): "
            + "\(file)\(from)"
    }
}

/// What `compile` answers.
private struct CompileReport: Encodable {
    let directory: String
    let engine: String
    let files: [Entry]

    struct Entry: Encodable {
        let file: String
        let switchName: String
        let phase: String?
        let rules: Int
        let groups: Int
    }

    func text(_ terminal: Terminal) -> String {
        var table = Table("file", "switch", .right("rules"), .right("groups"))
        for entry in files { table.add(entry.file, entry.switchName, "\(entry.rules)", "\(entry.groups)") }
        let rest = files.isEmpty ? "Nothing changes; the directory is empty.\n" : table.text(terminal)
        return terminal.paint("\(directory): engine \(engine)", .bold) + "\n" + rest
    }
}
