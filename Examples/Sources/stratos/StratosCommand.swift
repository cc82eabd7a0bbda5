internal import ArgumentParser
internal import Foundation

/// `stratos`: what the suite can do, one subcommand each.
///
/// A subcommand throws ``CommandFailure`` for whatever the user has to know; here it becomes text on standard error and
/// the exit status.
@main
struct StratosCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stratos",
        abstract: "Service chains: policies become rules, and rules steer packets through middleboxes.",
        discussion: """
            Exit status: 0 done; 1 the answer is no; 2 bad input; 64 wrong usage. With --format json both results and \
            errors are JSON. Colours and progress appear on terminals only; NO_COLOR turns colours off.
            """,
        subcommands: [
            ValidateCommand.self, PlanCommand.self, CompileCommand.self, TraceCommand.self, DemoCommand.self,
            TestbedCommand.self,
            ExperimentCommand.self, DistributeCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var concurrent = command as? any AsyncParsableCommand {
                try await concurrent.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }

    private static func end(with error: any Error) -> Never {
        let format = OutputFormat.requested(in: CommandLine.arguments)
        let code = exitCode(for: error)
        if let failure = error as? CommandFailure {
            failure.report(as: format)
            exit(withError: ExitCode(failure.status.rawValue))
        }
        // Requests for help are no errors, and `ExitCode` means that all has been said.
        if code == .success || error is ExitCode { exit(withError: error) }
        let isUsage = code == .validationFailure
        if isUsage && format == .table { exit(withError: error) }
        let text = isUsage ? message(for: error) : String(describing: error)
        CommandFailure(isUsage ? .usage : .badInput, text).report(as: format)
        exit(withError: ExitCode((isUsage ? ExitStatus.usage : .badInput).rawValue))
    }
}
