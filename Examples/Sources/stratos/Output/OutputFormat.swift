internal import ArgumentParser
internal import Foundation

/// For people, or for programs.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table, json

    /// What a command line asks for, known also where the rest of it cannot be parsed.
    static func requested(in arguments: [String]) -> OutputFormat {
        let options = arguments.prefix { $0 != "--" }
        if options.contains("--format=json") { return .json }
        return zip(options, options.dropFirst()).contains { $0 == "--format" && $1 == "json" } ? .json : .table
    }

    /// The text of a value as JSON, keys sorted, with an end of line; compact is on one line.
    static func json(_ value: some Encodable, isCompact: Bool = false) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if !isCompact { encoder.outputFormatting.insert(.prettyPrinted) }
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }

    /// Prints a result: the value itself for programs, its text for people.
    func print(_ value: some Encodable, text: (Terminal) -> String) throws {
        switch self {
        case .json: Terminal.write(try Self.json(value))
        case .table: Terminal.write(text(Terminal.output))
        }
    }
}

/// The options that every subcommand has.
struct OutputOptions: ParsableArguments {
    @Option(help: "For people (table) or for programs (json).")
    var format = OutputFormat.table
}
