import Foundation
import Testing

@Suite struct PlanTests {
    @Test func chainsAreDrawnBeforeAndAfter() throws {
        let outcome = try ExampleProgram.stratos.run(["plan", "Policies/figure1.yaml"])
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.output.contains("home → firewall → proxy → ips → web\n"))
        #expect(outcome.output.contains("home → firewall → proxy#2 ┆ → ips → web\n"))
        #expect(!outcome.output.contains("\u{1B}"))
        #expect(!outcome.output.contains(" \n"))
    }

    @Test func aChangeKeepsWhatExists() throws {
        let command = ["plan", "Policies/golden-scaled.yaml", "--after", "Policies/golden.yaml", "--format", "json"]
        let outcome = try ExampleProgram.stratos.run(command)
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        let paths = try #require(report.tenants.first).paths
        #expect(paths.map(\.change) == ["changed", "kept", "kept", "added"])
        #expect(paths.map(\.state) == ["draining", "active", "active", "active"])
        #expect(report.update.deleted == 0)
    }

    @Test func rulesAreShownWhenAskedFor() throws {
        for (flags, shown) in [([String](), false), (["-v"], true)] {
            let outcome = try ExampleProgram.stratos.run(["plan", "Policies/golden.yaml"] + flags)
            #expect(outcome.output.contains("  + flow table=0,") == shown)
        }
    }

    @Test func theWayBackKeepsWhatWasThereBefore() throws {
        let there = ["plan", "Policies/golden-scaled.yaml", "--running", "Policies/golden.yaml"]
        let back = try ExampleProgram.stratos.run(there + ["--rollback", "--format", "json"])
        let report = try JSONDecoder().decode(Report.self, from: Data(back.output.utf8))
        #expect(report.tenants.first?.paths.map(\.change) == ["changed", "kept", "kept", "removed"])
        #expect(report.update.deleted > 0 && report.isRollback)
        let lost = try ExampleProgram.stratos.run(["plan", "Policies/golden.yaml", "--rollback"])
        #expect(lost.status == 2 && lost.errors.contains("--running"))
    }

    @Test func costsAreShownBesideWhatIsInForce() throws {
        let outcome = try ExampleProgram.stratos.run(
            ["plan", "Policies/golden-scaled.yaml", "--running", "Policies/golden.yaml", "--format", "json"])
        let cost = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8)).cost
        #expect(cost.rules.running < cost.rules.intended && cost.paths.intended == 4)
        let tags = try #require(cost.tenants.first)
        #expect(tags.carrier == "DSCP" && tags.inUse.intended + tags.free == 63)
    }

    @Test func theSamePolicyAgainChangesNothing() throws {
        let outcome = try ExampleProgram.stratos.run(
            ["plan", "Policies/golden.yaml", "--after", "Policies/golden.yaml"])
        #expect(outcome.output.hasSuffix("Nothing to do: every switch has what it needs.\n"))
    }

    @Test func graphsAreForDrawingTools() throws {
        let dot = try ExampleProgram.stratos.run(["plan", "Policies/figure1.yaml", "--graph", "dot"])
        #expect(dot.output.components(separatedBy: "digraph ").count == 3)
        let mermaid = try ExampleProgram.stratos.run(["plan", "Policies/figure1.yaml", "--graph", "mermaid"])
        #expect(mermaid.output.components(separatedBy: "```mermaid\nflowchart LR\n").count == 3)
    }

    @Test func coloursAreForTerminals() throws {
        let program = ExampleProgram.stratos.path
        let script = ExampleProgram(name: "/usr/bin/script")
        guard FileManager.default.isExecutableFile(atPath: script.path) else {
            print("coloursAreForTerminals does not run: no /usr/bin/script, which lends a terminal")
            return
        }
        for (variable, coloured) in [("NO_COLOR=", true), ("NO_COLOR=1", false)] {
            let command = "env TERM=xterm \(variable) '\(program)' validate Policies/golden.yaml"
            let outcome = try script.run(["-qec", command, "/dev/null"])
            #expect(outcome.output.contains("no mistakes"))
            #expect(outcome.output.contains("\u{1B}[32m") == coloured)
        }
    }

    @Test(.enabled(if: FileManager.default.isWritableFile(atPath: "/dev/full")))
    func aResultThatIsCutOffIsAFailure() throws {
        let command = "'\(ExampleProgram.stratos.path)' plan Policies/golden.yaml >/dev/full"
        let outcome = try ExampleProgram(name: "/bin/sh").run(["-c", command])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("cannot be written"))
    }

    private struct Report: Decodable {
        let tenants: [Tenant]
        let update: Update
        let cost: Cost
        let isRollback: Bool

        struct Cost: Decodable {
            let rules: Pair
            let paths: Pair
            let tenants: [Tags]
        }

        struct Pair: Decodable {
            let running: Int
            let intended: Int
        }

        struct Tags: Decodable {
            let carrier: String
            let inUse: Pair
            let free: Int
        }

        struct Tenant: Decodable {
            let paths: [Path]
        }

        struct Path: Decodable {
            let change: String
            let state: String
        }

        struct Update: Decodable {
            let deleted: Int
        }
    }
}
