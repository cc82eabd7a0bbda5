import TestSupport

/// A bridge `br0` of a private Open vSwitch, with dummy ports `p1` and `p2`, and no controller yet.
struct OpenVSwitch {
    private let process: OpenVSwitchProcess

    var controllerSocket: String { process.directory + "/controller.sock" }
    var managementSocket: String { process.managementSocket("br0") }

    /// Runs a body with the bridge and removes every trace of it.
    static func with<R>(
        datapath: String = "00000000000000a1", isolation: isolated (any Actor)? = #isolation,
        _ body: (OpenVSwitch) async throws -> R
    ) async throws -> R {
        try await OpenVSwitchProcess.with("session") { process in
            try await process.addBridge(
                "br0",
                [
                    "protocols=OpenFlow10,OpenFlow13", "other-config:datapath-id=\(datapath)",
                    "--", "add-port", "br0", "p1", "--", "set", "interface", "p1", "type=dummy", "ofport_request=1",
                    "--", "add-port", "br0", "p2", "--", "set", "interface", "p2", "type=dummy", "ofport_request=2",
                ])
            return try await body(OpenVSwitch(process: process))
        }
    }

    func setController(_ target: String) async throws {
        try await vsctl("set-controller", "br0", target)
        try await vsctl("set", "controller", "br0", "max_backoff=1000", "inactivity_probe=2000")
    }

    func killSwitch() async throws { try await process.signal("KILL", .forwarding) }

    func startSwitch() async throws { try await process.start(.forwarding) }

    func vsctl(_ words: String...) async throws { try await process.vsctl(words) }

    /// Lets a port receive a frame, written in hexadecimal digits.
    func receive(_ frame: String, on port: String) async throws {
        try await process.appctl(.forwarding, "netdev-dummy/receive", port, frame)
    }

    /// The flows as text without counters, one a line, sorted.
    func flows() async throws -> [String] {
        lines(try await process.ofctl("dump-flows", "br0")).sorted()
    }

    func groups() async throws -> [String] {
        Array(lines(try await process.ofctl("dump-groups", "br0")).dropFirst())
    }

    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { String($0.drop(while: \.isWhitespace)) }
    }
}
