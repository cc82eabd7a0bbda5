import Foundation
import Testing

@Suite struct SteeringExperimentTests {
    private static let small = ["experiment", "steering", "--seeds", "2", "--flows", "24", "--events", "3"]

    @Test func theTableShowsEveryMethod() throws {
        let outcome = try ExampleProgram.stratos.run(Self.small)
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        let methods = [
            "select-groups", "flow-space-division", "packet-correlation", "per-flow-rules", "reactive", "resident",
        ]
        for method in methods {
            #expect(outcome.output.components(separatedBy: "  \(method) ").count == 3, "\(method)")
        }
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test func programsGetNumbersAndTheSameOnesAgain() throws {
        let outcome = try ExampleProgram.stratos.run(Self.small + ["--format", "json"])
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        #expect(report.configuration.flows == 24)
        #expect(report.rows.count == 6)
        let moved = Dictionary(uniqueKeysWithValues: report.rows.map { ($0.method, $0.values["movedFlows"]?.mean) })
        #expect(moved["resident"] == 0)
        #expect(try #require(moved["select-groups"] ?? nil) > 0)
        #expect(try ExampleProgram.stratos.run(Self.small + ["--format", "json"]).output == outcome.output)
    }

    @Test func plotsAreFiles() throws {
        try Scratch.with { scratch in
            let command = Self.small + ["--output", "plots"]
            #expect(try ExampleProgram.stratos.run(command, in: scratch.path).status == 0)
            #expect(try scratch.names(in: "plots") == ["comparison.json", "correctness.svg", "cost.svg"])
            for name in ["plots/correctness.svg", "plots/cost.svg"] {
                #expect(try XMLDocumentCheck.isWellFormed(scratch.text(name)), "\(name)")
            }
            // Nothing is overwritten unasked.
            let again = try ExampleProgram.stratos.run(command, in: scratch.path)
            #expect(again.status == 2)
            #expect(again.errors.contains("exists already"))
            #expect(try ExampleProgram.stratos.run(command + ["--force"], in: scratch.path).status == 0)
        }
    }

    @Test(arguments: [
        ["--seeds", "0"], ["--flows", "0"], ["--events", "-1"], ["--burst", "none"], ["--contents", "0"],
    ])
    func nonsenseIsWrongUsage(_ options: [String]) throws {
        let outcome = try ExampleProgram.stratos.run(["experiment", "steering"] + options)
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
    }

    private struct Report: Decodable {
        let configuration: Configuration
        let rows: [Row]

        struct Configuration: Decodable {
            let flows: Int
        }

        struct Row: Decodable {
            let method: String
            let values: [String: Spread]
        }

        struct Spread: Decodable {
            let mean: Double
        }
    }
}

/// Whether a text is XML in which every element is closed, as far as our own drawings go.
private enum XMLDocumentCheck {
    static func isWellFormed(_ text: String) -> Bool {
        let opened = text.matches(of: /<[a-z]+[^>]*[^\/]>/).count
        let closed = text.matches(of: /<\/[a-z]+>/).count
        return text.hasPrefix("<svg ") && opened == closed && opened > 10
    }
}
