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
        #expect(outcome.output.contains("keeps its tags and its rules:\nprepare: 6 messages, "))
        #expect(outcome.output.contains("flow add table=0,"))
    }
}
