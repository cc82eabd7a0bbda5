import Foundation
import Testing

/// Every mistake gets a clear message and the right status, and leaves nothing behind.
@Suite struct BadInputTests {
    @Test(arguments: PolicyMistake.all)
    func people(_ mistake: PolicyMistake) throws {
        try Scratch.with { scratch in
            let file = try scratch.file("policy.yaml", try mistake.text())
            for command in [["validate"], ["plan"], ["compile", "--output", "rules"]] {
                let outcome = try ExampleProgram.stratos.run(command + [file], in: scratch.path)
                if command == ["validate"] && mistake.validates {
                    #expect(outcome.status == 0)
                    continue
                }
                #expect(outcome.status == (command == ["validate"] ? 2 : mistake.status))
                #expect(outcome.output.isEmpty)
                #expect(outcome.errors.hasPrefix("policy.yaml:"))
                #expect(outcome.errors.contains(": error: "))
                #expect(outcome.errors.contains("[\(mistake.code)]"))
                #expect(outcome.errors.contains(mistake.mention))
                #expect(!outcome.errors.contains("\u{1B}"))
            }
            #expect(try scratch.names() == ["policy.yaml"])
        }
    }

    @Test(arguments: PolicyMistake.all)
    func programs(_ mistake: PolicyMistake) throws {
        try Scratch.with { scratch in
            let file = try scratch.file("policy.yaml", try mistake.text())
            for command in [["plan"], ["compile", "--output", "rules"]] {
                let outcome = try ExampleProgram.stratos.run(command + [file, "--format", "json"], in: scratch.path)
                let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.errors.utf8))
                #expect(answer.status == outcome.status)
                #expect(answer.errors.contains { $0.code == mistake.code })
                #expect(outcome.output.isEmpty)
            }
            let outcome = try ExampleProgram.stratos.run(["validate", file, "--format=json"], in: scratch.path)
            let report = try JSONDecoder().decode(Validation.self, from: Data(outcome.output.utf8))
            #expect(report.isValid == mistake.validates)
            #expect(report.diagnostics.contains { $0.code == mistake.code } != mistake.validates)
            #expect(outcome.errors.isEmpty)
        }
    }

    @Test(arguments: ["validate", "plan"], ["table", "json"])
    func filesThatCannotBeRead(_ command: String, _ format: String) throws {
        try Scratch.with { scratch in
            try FileManager.default.createDirectory(atPath: scratch.path + "/folder", withIntermediateDirectories: true)
            for (name, reason) in [("absent.yaml", "no such file"), ("folder", "is a directory")] {
                let outcome = try ExampleProgram.stratos.run([command, name, "--format", format], in: scratch.path)
                #expect(outcome.status == 2)
                #expect(outcome.output.isEmpty)
                #expect(outcome.errors.contains(name) && outcome.errors.contains(reason))
                if format == "json" {
                    let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.errors.utf8))
                    #expect(answer.errors.map(\.file) == [name])
                }
            }
        }
    }

    @Test func placesAreThoseOfTheFile() throws {
        let outcome = try ExampleProgram.stratos.run(["validate", "Policies/broken.yaml"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("Policies/broken.yaml:15:31: error: instance 'fw1' is of function 'firewal'"))
        #expect(outcome.errors.components(separatedBy: ": error: ").count == 15)
        #expect(outcome.errors.components(separatedBy: "\n  fix: ").count == 15)
    }

    @Test func aWishNeedsNoInstances() throws {
        let mistake = try #require(PolicyMistake.all.first { $0.code == "no-instance" })
        try Scratch.with { scratch in
            let file = try scratch.file("policy.yaml", try mistake.text())
            let outcome = try ExampleProgram.stratos.run(["validate", "--policy-only", file], in: scratch.path)
            #expect(outcome.status == 0)
        }
    }

    struct Answer: Decodable {
        let status: Int32
        let errors: [Mistake]
    }

    struct Mistake: Decodable {
        let message: String
        let code: String?
        let file: String?
    }

    struct Validation: Decodable {
        let isValid: Bool
        let diagnostics: [Mistake]
    }
}
