import Foundation
import Testing

@Suite struct SmallProgramTests {
    @Test func aPolicyInSwift() throws {
        let outcome = try ExampleProgram(name: "policy-in-swift").run([])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("home-web: home → firewall → proxy#2 → ips → web\n"))
        #expect(!outcome.output.contains("error"))
    }

    @Test func theRuleCompilerAlone() throws {
        let outcome = try ExampleProgram(name: "foreign-controller").run([])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("A chain appears:\nprepare: "))
        // What exists keeps its rules, so the second change is the smaller one.
        let counts = outcome.output.matches(of: /prepare: (\d+) messages,/).compactMap { Int($0.1) }
        #expect(counts.count == 2 && counts[1] < counts[0], "\(counts)")
        #expect(outcome.output.contains("keeps its tags and its rules:\nprepare: "))
        #expect(outcome.output.contains("flow add table=0,"))
    }

    @Test func aCarrierOfYourOwn() throws {
        let outcome = try ExampleProgram(name: "custom-tag-carrier").run([])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("path 1 through bridge1 → router1: reserved VLANs 3000–3999, 1 and 1\n"))
        #expect(outcome.output.contains("without a tag at ports 12, 13"))
        #expect(outcome.output.contains("in_port=11,ip,vlan_vid=0x1bb8,actions=set_field"))
    }

    @Test func aDistributionInSwift() throws {
        let outcome = try ExampleProgram(name: "distribute-in-swift").run([])
        #expect(outcome.status == 0)
        let answers = outcome.output.components(separatedBy: " free from rack 0 to rack 1\n")
        #expect(answers.count == 4)
        #expect(answers[1].contains("footprint: 96 "))
        #expect(answers[2].contains("of it from rack 0 to rack 1: 40\n"))
        #expect(answers[3].contains("rack 0 to rack 1 lacks 12\n"))
    }

    @Test(arguments: ["resident", "reactive"])
    func theDemonstrationTakesItsWeightsFromADistribution(engine: String) throws {
        let outcome = try ExampleProgram.stratos.run(["demo", "--engine", engine])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("weights by flow distribution, for 100 flows of branch-web and 100 flows of"))
        #expect(outcome.output.hasSuffix("\n0 of 500 flows moved\n"))
    }
}
