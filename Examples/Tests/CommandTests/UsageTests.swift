import Foundation
import Testing

@Suite struct UsageTests {
    @Test(arguments: [["bogus"], ["validate"], ["validate", "--nonsense", "x"]])
    func wrongUsageIsStatus64(_ arguments: [String]) throws {
        let outcome = try ExampleProgram.stratos.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("Usage: stratos"))
    }

    @Test func helpIsNoError() throws {
        let outcome = try ExampleProgram.stratos.run(["--help"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("SUBCOMMANDS"))
        #expect(outcome.errors.isEmpty)
    }

    @Test(arguments: [["validate"], ["plan", "x", "--engine", "steam"], ["compile", "x"]])
    func wrongUsageForPrograms(_ arguments: [String]) throws {
        let outcome = try ExampleProgram.stratos.run(arguments + ["--format", "json"])
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        let answer = try JSONDecoder().decode(BadInputTests.Answer.self, from: Data(outcome.errors.utf8))
        #expect(answer.status == 64)
        #expect(answer.errors.count == 1)
    }
}
