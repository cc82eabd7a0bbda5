internal import ArgumentParser
internal import ChainTestbed

/// `stratos demo`: the main job from end to end, on emulated switches or on Open vSwitch.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Steer traffic through chains of middleboxes while everything around it changes.",
        discussion: """
            Without options it runs on emulated switches and needs nothing. With --ovs, as root, it brings up real \
            Open vSwitch, real middleboxes and real connections in network namespaces, and removes them afterwards.

            Exit status: 0 when no flow moved and all went where the policy says; 1 otherwise; 2 when this machine \
            cannot run it.
            """)

    @Flag(help: "Use Open vSwitch and real middleboxes in network namespaces; needs root.")
    var ovs = false

    @Option(help: "Who picks the path of a new flow; --ovs shows both engines when none is named.")
    var engine: EngineChoice?

    @Option(help: "With --ovs: connections that live through every change.")
    var held = 250

    @Option(help: "With --ovs: connections that come and go meanwhile.")
    var short = 300

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard held > 0, short >= 0, held <= 20_000, short <= 100_000 else {
            throw ValidationError("--held takes 1 to 20000 connections, --short 0 to 100000.")
        }
    }

    func run() async throws {
        if ovs {
            try await OpenVSwitchDemo(engine: engine?.engine, held: held, short: short, output: output.format).run()
            return
        }
        let isQuiet = output.format == .json
        var demo = EmulatedDemo(
            engine: (engine ?? .resident).engine, terminal: .output, isQuiet: isQuiet)
        let result = try await demo.run()
        try output.format.print(result) { result.text($0) }
        guard result.isGood else { throw ExitCode(ExitStatus.no.rawValue) }
    }
}
