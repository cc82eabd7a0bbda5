import Foundation
import Testing

/// Not all faults: the tests of `ChainCompositionTesting` look for each of them.
@Suite struct FaultsExperimentTests {
    private static let some = ["hopLost", "closingSkipped", "dropsKept", "removalsIgnored", "ruleWithoutOwner"]
    private static let command =
        ["experiment", "faults", "--seeds", "8", "--events", "60"] + some.flatMap { ["--fault", $0] }

    @Test func theTableShowsWhatFoundEach() throws {
        let outcome = try ExampleProgram.stratos.run(Self.command)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        for fault in Self.some { #expect(outcome.output.contains("  \(fault) ")) }
        #expect(outcome.output.contains("5 of 5 found by traffic, 4 by proof"), "\(outcome.output)")
        #expect(outcome.output.contains("no proof finds removalsIgnored: "))
        #expect(!outcome.output.contains("not found"))
    }

    @Test func programsGetTheEventTheCheckAndThePacket() throws {
        let outcome = try ExampleProgram.stratos.run(Self.command + ["--format", "json"])
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        let findings = Dictionary(uniqueKeysWithValues: report.findings.map { ($0.fault, $0) })
        #expect(Set(findings.keys) == Set(Self.some))
        let closing = try #require(findings["closingSkipped"])
        #expect(closing.place == "updates" && closing.traffic?.check == "offChain")
        #expect(closing.proof?.violation == "wrong-order" && closing.proof?.packet?.contains(" > ") == true)
        #expect(try #require(closing.proof).walk.count > 5)
        #expect(findings["ruleWithoutOwner"]?.proof?.violation == "ownerless")
        #expect(findings["ruleWithoutOwner"]?.proof?.packet == nil)
        #expect(findings["removalsIgnored"]?.proof == nil && findings["removalsIgnored"]?.reasonNotProved != nil)
    }

    @Test func aFaultThatNobodyHasTimeToSeeIsNotFound() throws {
        // It takes minutes of flows that end, and one event is not enough for that.
        let outcome = try ExampleProgram.stratos.run(
            ["experiment", "faults", "--seeds", "1", "--events", "1", "--fault", "removalsIgnored"])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("not found"))
        #expect(outcome.output.contains("0 of 1 found by traffic"))
    }

    @Test(arguments: [["--seeds", "0"], ["--events", "0"], ["--jobs", "0"], ["--fault", "gremlins"]])
    func nonsenseIsWrongUsage(_ options: [String]) throws {
        let outcome = try ExampleProgram.stratos.run(["experiment", "faults"] + options)
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
    }

    private struct Report: Decodable {
        let findings: [Finding]

        struct Finding: Decodable {
            let fault: String
            let place: String
            let traffic: Traffic?
            let proof: Proof?
            let reasonNotProved: String?
        }

        struct Traffic: Decodable {
            let check: String
        }

        struct Proof: Decodable {
            let violation: String
            let packet: String?
            let walk: [String]
        }
    }
}
