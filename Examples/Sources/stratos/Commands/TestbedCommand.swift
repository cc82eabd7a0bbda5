internal import ArgumentParser
internal import ChainTestbed

/// `stratos testbed`: emulated hosts with real Open vSwitch, to try rules on by hand.
struct TestbedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "testbed", abstract: "Bring emulated hosts with real Open vSwitch up and down; needs root.",
        subcommands: [Up.self, Down.self, List.self])

    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring hosts up; they stay until `testbed down`.")

        @Option(help: "How many hosts.")
        var hosts = 3

        @Option(help: "A name of 1 to 12 lower-case letters and digits; one is made up otherwise.")
        var name: String?

        @OptionGroup var output: OutputOptions

        func run() async throws {
            var specification = TestbedSpecification(hosts: hosts)
            specification.isPersistent = true
            specification.id = try name.map(TestbedCommand.id)
            try await TestbedCommand.translating {
                let bed = try await Testbed.up(specification)
                let report = BedReport(bed)
                try output.format.print(report) { report.text($0) }
            }
        }
    }

    struct Down: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a testbed down, every one that `testbed up` made when none is named; nothing of it stays.")

        @Argument(help: "The name that `testbed up` printed.")
        var name: String?

        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await TestbedCommand.translating {
                let ids = try name.map { [try TestbedCommand.id($0)] } ?? Testbed.persistent()
                // What a process that was killed has left goes as well; what a running one uses is let be.
                await Testbed.sweep()
                for id in ids { try await Testbed.down(id) }
                let names = ids.map(\.rawValue)
                try output.format.print(["down": names]) { _ in
                    names.isEmpty ? "There was no testbed.\n" : names.map { "testbed \($0) is down\n" }.joined()
                }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Name the testbeds of this machine.")

        @OptionGroup var output: OutputOptions

        func run() async throws {
            let names = Testbed.list().map(\.rawValue)
            try output.format.print(names) { _ in names.map { $0 + "\n" }.joined() }
        }
    }

    private static func id(_ name: String) throws -> TestbedID {
        guard let id = TestbedID(rawValue: name) else {
            throw CommandFailure(
                .badInput, "'\(name)' cannot name a testbed", fix: "use 1 to 12 lower-case letters and digits")
        }
        return id
    }

    /// Errors of the testbed are about this machine or about what was asked: bad input either way.
    private static func translating(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as TestbedError {
            throw CommandFailure(.badInput, [.init(message: error.message, code: error.code.rawValue)])
        }
    }
}

/// Where the parts of a testbed are.
private struct BedReport: Encodable {
    let name: String
    let hosts: [Host]

    struct Host: Encodable {
        let name: String
        let namespace: String
        let datapath: UInt64
        let underlay: String
        let management: String
        let database: String
    }

    init(_ bed: Testbed) {
        name = bed.id.rawValue
        hosts = bed.hosts.map {
            Host(
                name: $0.name, namespace: $0.namespace.name, datapath: $0.datapathID, underlay: $0.underlayAddress,
                management: "unix:\($0.managementSocket)", database: "unix:\($0.databaseSocket)")
        }
    }

    func text(_ terminal: Terminal) -> String {
        var table = Table("host", .right("datapath"), "underlay", "OpenFlow (ovs-ofctl)", "OVSDB (ovs-vsctl --db)")
        for host in hosts { table.add(host.name, "\(host.datapath)", host.underlay, host.management, host.database) }
        return terminal.paint("testbed \(name) is up", .bold) + "\n" + table.text(terminal)
            + "Load rules with: ovs-ofctl -O OpenFlow13 bundle OPENFLOW FILE\nEnd it with: stratos testbed down \(name)\n"
    }
}
