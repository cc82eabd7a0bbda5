import TestSupport
import Testing

struct CapabilityTests {
    @Test func findsProgramsByNameAndByPath() {
        #expect(Capability.path(of: "sh")?.hasSuffix("/sh") == true)
        #expect(Capability.path(of: "/bin/sh") == "/bin/sh")
        #expect(Capability.path(of: "/bin/made-up-for-this-test") == nil)
        #expect(Capability.command("sh").missing == nil)
    }

    @Test func namesWhatIsMissing() {
        #expect(Capability.command("made-up-for-this-test").missing?.contains("'made-up-for-this-test'") == true)
        #expect(!Capability.all(.command("sh"), .command("made-up-for-this-test")))
        #expect(Capability.all(.command("sh")))
    }

    @Test func knowsRoot() async throws {
        let user = try await runProcess("id", ["-u"], timeout: .seconds(20))
        #expect((Capability.rootOnLinux.missing == nil) == (user.standardOutput == "0\n"))
    }
}
