import Foundation
import Testing

@Suite struct CompileTests {
    private let golden = ExampleProgram.packageDirectory + "/Policies/golden.yaml"
    private let scaled = ExampleProgram.packageDirectory + "/Policies/golden-scaled.yaml"

    @Test(arguments: ["resident", "reactive"])
    func oneFileForEachSwitch(_ engine: String) throws {
        try Scratch.with { scratch in
            let command = ["compile", golden, "--output", "deep/rules", "--engine", engine]
            let outcome = try ExampleProgram.stratos.run(command, in: scratch.path)
            #expect(outcome.status == 0)
            #expect(try scratch.names(in: "deep/rules") == ["s1.txt", "s2.txt", "s3.txt"])
            #expect(try scratch.names(in: "deep") == ["rules"])
            let text = try scratch.text("deep/rules/s1.txt")
            #expect(text.contains("group add") == (engine == "resident"))
            #expect(text.split(separator: "\n").allSatisfy { ["#", "f", "g"].contains($0.first) })
        }
    }

    @Test func aFileForEachPhase() throws {
        try Scratch.with { scratch in
            let command = ["compile", scaled, "--after", golden, "--output", "rules"]
            #expect(try ExampleProgram.stratos.run(command, in: scratch.path).status == 0)
            let names = try scratch.names(in: "rules")
            #expect(names == ["s1.1-prepare.txt", "s1.2-open.txt", "s2.1-prepare.txt", "s3.1-prepare.txt"])
            #expect(try scratch.text("rules/s1.2-open.txt").contains("\ngroup modify group_id="))
        }
    }

    @Test func nothingIsOverwrittenUnasked() throws {
        try Scratch.with { scratch in
            let command = ["compile", golden, "--output", "rules"]
            #expect(try ExampleProgram.stratos.run(command, in: scratch.path).status == 0)
            _ = try scratch.file("rules/s1.txt", "mine")
            let refused = try ExampleProgram.stratos.run(command, in: scratch.path)
            #expect(refused.status == 2)
            #expect(refused.errors.contains("--force"))
            #expect(try scratch.text("rules/s1.txt") == "mine")
            #expect(try ExampleProgram.stratos.run(command + ["--force"], in: scratch.path).status == 0)
            #expect(try scratch.text("rules/s1.txt").hasPrefix("# Switch s1"))
            #expect(try scratch.names() == ["rules"])
        }
    }

    @Test func forceSparesWhatIsNotOurs() throws {
        try Scratch.with { scratch in
            _ = try scratch.file("thesis.tex", "mine")
            let outcome = try ExampleProgram.stratos.run(
                ["compile", golden, "--output", ".", "--force"], in: scratch.path)
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("'thesis.tex'"))
            #expect(try scratch.names() == ["thesis.tex"])
        }
    }

    @Test func theReportCountsWhatTheFilesHold() throws {
        try Scratch.with { scratch in
            let command = ["compile", golden, "--output", "rules", "--format", "json"]
            let outcome = try ExampleProgram.stratos.run(command, in: scratch.path)
            let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
            #expect(report.files.map(\.switchName) == ["s1", "s2", "s3"])
            for file in report.files {
                let lines = try scratch.text("rules/\(file.file)").split(separator: "\n")
                #expect(lines.filter { $0.hasPrefix("flow ") }.count == file.rules)
                #expect(lines.filter { $0.hasPrefix("group ") }.count == file.groups)
            }
        }
    }

    private struct Report: Decodable {
        let files: [Entry]

        struct Entry: Decodable {
            let file: String
            let switchName: String
            let rules: Int
            let groups: Int
        }
    }
}
