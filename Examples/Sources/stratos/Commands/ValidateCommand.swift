internal import ArgumentParser
internal import ChainFormats
internal import ServiceChaining

/// `stratos validate`: every mistake of a policy file at once.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check a policy file and report every mistake in it.",
        discussion: "Exit status: 0 where the policy is right, 2 where it has mistakes or cannot be read.")

    @Argument(help: "The policy, YAML or JSON.", completion: .file(extensions: ["yaml", "yml", "json"]))
    var file: String

    @Flag(help: "Judge the policy as a wish: instances, attachments and tunnels may be missing.")
    var policyOnly = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let document = try PolicyFile.read(file, for: policyOnly ? .policy : .deployment)
        let report = ValidationReport(of: document)
        if !report.isValid && output.format == .table { throw CommandFailure(.badInput, report.diagnostics) }
        try output.format.print(report) { report.text($0) }
        if !report.isValid { throw ExitCode(ExitStatus.badInput.rawValue) }
    }
}

/// What `validate` answers.
private struct ValidationReport: Encodable {
    let file: String
    let isValid: Bool
    let diagnostics: [CommandFailure.Report]
    let tenants: [TenantCount]

    struct TenantCount: Encodable {
        let name: String
        let chains: Int
        let functions: Int
        let instances: Int
        let endpoints: Int
    }

    init(of document: PolicyDocument) {
        file = document.fileName
        isValid = document.policy != nil
        diagnostics = document.diagnostics.map(CommandFailure.Report.init)
        tenants = (document.policy?.tenants ?? []).map { tenant in
            TenantCount(
                name: tenant.id.name, chains: tenant.chains.count, functions: tenant.functions.count,
                instances: tenant.instances.count, endpoints: tenant.endpoints.count)
        }
    }

    func text(_ terminal: Terminal) -> String {
        var table = Table("tenant", .right("chains"), .right("functions"), .right("instances"), .right("endpoints"))
        for tenant in tenants {
            table.add(
                tenant.name, "\(tenant.chains)", "\(tenant.functions)", "\(tenant.instances)", "\(tenant.endpoints)")
        }
        return "\(file): \(terminal.paint("no mistakes", .green))\n" + table.text(terminal)
    }
}
