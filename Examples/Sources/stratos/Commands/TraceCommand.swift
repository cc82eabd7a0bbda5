internal import ArgumentParser
internal import ChainComposition
internal import NetworkTypes
internal import PacketTracing
internal import ServiceChaining
internal import Stratos

/// How much of a trace is shown.
enum TraceStyle: String, EnumerableFlag {
    case detailed, summary, minimal

    var style: TraceText.Style {
        switch self {
        case .detailed: .detailed
        case .summary: .summary
        case .minimal: .minimal
        }
    }

    static func help(for value: TraceStyle) -> ArgumentHelp? {
        switch value {
        case .detailed: "Show every rule that the packet meets, and every box."
        case .summary: "Show a line for each switch and box."
        case .minimal: "Show the boxes and the end alone."
        }
    }
}

/// `stratos trace`: where a packet goes, in the manner of `ovn-trace`.
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Follow a packet and its reply, table by table and box by box.",
        discussion: """
            The flow is written as tcp,10.1.0.10:40000->10.9.0.5:80, with IPv6 addresses in brackets. The packet walks \
            through emulated switches that hold what the policy compiles to or, with --live, what real ones hold; \
            boxes do what the policy says of them. Exit status: 0 where packet and reply go as the policy asks; 1 \
            where they do not, or as for plan; 2 bad input.
            """)

    @Argument(help: "The policy, YAML or JSON.", completion: .file(extensions: ["yaml", "yml", "json"]))
    var file: String

    @Argument(help: "The flow: PROTOCOL,SOURCE->DESTINATION.")
    var flow: String

    @Option(
        help: ArgumentHelp(
            "Where the packet enters; by default the endpoint that has its source address.",
            valueName: "endpoint|tenant/endpoint|switch/port"))
    var from: String?

    @Flag(help: "Follow a later packet of the flow instead of the first.")
    var established = false

    @Option(help: ArgumentHelp("Send the flow through this instance; may be repeated.", valueName: "instance"))
    var choose: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read the rules from a running switch, as unix:/run/openvswitch/br0.mgmt; repeat it for each switch.",
            valueName: "address"))
    var live: [String] = []

    @Flag var style = TraceStyle.detailed

    @OptionGroup var composition: CompositionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let flow = try parsedFlow()
        let composed = try Composition(file, composition)
        let port = try TraceOrigin(composed.policy).port(from, of: flow)
        let tracer = try await tracer(composed)
        let trace = tracer.trace(flow, from: port, at: established ? .established : .first)
        let report = TraceReport(trace, file: file, engine: live.isEmpty ? composition.engine.rawValue : "live")
        try output.format.print(report) { TraceText(style.style).text(of: trace, $0) }
        if !trace.verdict.isRight { throw ExitCode(ExitStatus.no.rawValue) }
    }

    private func parsedFlow() throws -> FiveTuple {
        do {
            return try FlowExpression.parse(flow)
        } catch {
            throw CommandFailure(.badInput, error.message, fix: error.fix)
        }
    }

    private func tracer(_ composed: Composition) async throws -> PolicyTracer {
        do {
            guard live.isEmpty else {
                guard choose.isEmpty else {
                    throw CommandFailure(
                        .badInput, "--choose changes rules, and --live shows them as they are",
                        fix: "leave one of them out")
                }
                let rules = try await LiveSwitches.read(live, of: composed.policy)
                let silent = composed.policy.forwarders.first { forwarder in
                    !rules.contains { $0.datapath == forwarder.datapath }
                }
                if let silent {
                    throw CommandFailure(
                        .badInput, "switch '\(silent.name)' of the policy is not asked what it holds",
                        fix: "name its address with another --live")
                }
                return try PolicyTracer(of: composed.policy, holding: rules, plan: composed.plan)
            }
            let earlier = try composition.after.map { try PolicyFile.policy($0) }
            return try await PolicyTracer(
                of: composed.policy, after: earlier, engine: composition.engine.engine,
                composer: ChainComposer(mode: composition.mode.mode, selection: composition.paths.selection),
                choosing: Set(choose.map { InstanceID($0) }))
        } catch let error as StratosError {
            throw CommandFailure(
                error.code == .pathMissing ? .badInput : .no,
                [.init(message: error.message, code: error.code.rawValue, file: file)])
        }
    }
}

extension TraceText {
    /// The text with its headlines and verdict in colour.
    fileprivate func text(of trace: PacketTrace, _ terminal: Terminal) -> String {
        let lines = text(of: trace).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return lines.map { line in
            if line.hasPrefix("verdict: ") { return terminal.paint(line, trace.verdict.isRight ? .green : .red) }
            if line == "request:" || line == "reply:" { return terminal.paint(line, .bold) }
            if ["switch ", "box ", "endpoint ", "controller"].contains(where: line.hasPrefix) {
                return terminal.paint(line, .cyan)
            }
            return line
        }.joined(separator: "\n")
    }
}
