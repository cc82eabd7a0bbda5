import Foundation
import Testing

/// The console sessions of the README, run again: each command must print what the page says.
@Suite struct ConsoleSessionTests {
    @Test func theREADMEShowsWhatHappens() throws {
        let page = try String(contentsOfFile: ExampleProgram.packageDirectory + "/README.md", encoding: .utf8)
        let commands = Self.commands(of: page)
        #expect(commands.count >= 5)
        try Scratch.with { scratch in
            for folder in ["Policies", "Problems"] {
                try FileManager.default.createSymbolicLink(
                    atPath: scratch.path + "/" + folder,
                    withDestinationPath: ExampleProgram.packageDirectory + "/" + folder)
            }
            for command in commands {
                let words = command.line.split(separator: " ").map(String.init)
                let program = try #require(words.first)
                let outcome = try ExampleProgram(name: program == "cat" ? "/bin/cat" : program)
                    .run(Array(words.dropFirst()), in: scratch.path)
                #expect(outcome.output + outcome.errors == command.output, "$ \(command.line)")
            }
        }
    }

    private struct Command {
        let line: String
        var output = ""
    }

    /// What stands behind `$ ` in blocks of kind `console`, each with the lines up to the next.
    private static func commands(of page: String) -> [Command] {
        var commands: [Command] = []
        var isInside = false
        for line in page.components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                isInside = line == "```console"
            } else if isInside, line.hasPrefix("$ ") {
                commands.append(Command(line: String(line.dropFirst(2))))
            } else if isInside, !commands.isEmpty {
                commands[commands.count - 1].output += line + "\n"
            }
        }
        return commands
    }
}
