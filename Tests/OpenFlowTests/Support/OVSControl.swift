import TestSupport

/// Runs `ovs-ofctl`, which prints and parses OpenFlow without any switch.
enum OVSControl {
    /// False where the command is missing; says so, once.
    static var isPresent: Bool { Capability.all(.command("ovs-ofctl")) }

    struct Failure: Error { let text: String }

    /// What the command prints on both outputs, in at most ten seconds; throws where it fails.
    static func run(_ arguments: [String], stdin: String? = nil) async throws -> String {
        let output = try await runProcess("ovs-ofctl", arguments, timeout: .seconds(10), stdin: stdin)
        let text = output.standardOutput + output.standardError
        guard output.succeeded else { throw Failure(text: text) }
        return text
    }
}
