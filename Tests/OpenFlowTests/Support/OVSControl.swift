import Foundation

/// Runs `ovs-ofctl`, which prints and parses OpenFlow without any switch.
enum OVSControl {
    static let path = ["/usr/bin/ovs-ofctl", "/usr/local/bin/ovs-ofctl"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// False where the command is missing; says so, once.
    static let isPresent: Bool = {
        if path == nil {
            print("ovs-ofctl is not installed (apt-get install openvswitch-switch): its oracles do not run")
        }
        return path != nil
    }()

    struct Failure: Error { let text: String }

    /// What the command prints on both outputs, in at most ten seconds; throws where it fails. `act` plays the other
    /// side of a connection.
    static func run(_ arguments: [String], while act: (_ isFinished: () -> Bool) throws -> Void = { _ in }) throws
        -> String
    {
        guard let path else { throw Failure(text: "ovs-ofctl is missing") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let guardian = Task.detached {
            try await Task.sleep(for: .seconds(10))
            kill(process.processIdentifier, SIGKILL)
        }
        defer { guardian.cancel() }
        try act { !process.isRunning }
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(text: output) }
        return output
    }

    /// Runs with the text in a file, whose path replaces `FILE` in the arguments.
    static func run(
        _ arguments: [String], file text: String, while act: (_ isFinished: () -> Bool) throws -> Void = { _ in }
    ) throws -> String {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("openflow-\(UUID().uuidString).txt")
        try text.write(to: url, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: url) }
        return try run(arguments.map { $0 == "FILE" ? url.path : $0 }, while: act)
    }
}
