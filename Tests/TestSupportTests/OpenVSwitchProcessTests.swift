import Foundation
import Testing

@testable import TestSupport

@Suite(.enabled(if: OpenVSwitchProcess.isUsable)) struct OpenVSwitchProcessTests {
    @Test func aSwitchTakesRulesAndLeavesNothingBehind() async throws {
        let directory = try await OpenVSwitchProcess.with("trace") { openVSwitch in
            try await openVSwitch.addBridge("b1")
            try await openVSwitch.ofctl("add-flow", "b1", "priority=7,actions=drop")
            #expect(try await openVSwitch.ofctl("dump-flows", "b1").contains("priority=7 actions=drop"))
            #expect(!Self.commandLines(mentioning: openVSwitch.directory).isEmpty)
            return openVSwitch.directory
        }
        #expect(!FileManager.default.fileExists(atPath: directory))
        #expect(Self.commandLines(mentioning: directory) == [])
    }

    @Test func aRefusalIsAnError() async throws {
        try await OpenVSwitchProcess.with("refusal") { openVSwitch in
            try await openVSwitch.addBridge("b1")
            await #expect(throws: ProcessError.self) {
                try await openVSwitch.ofctl("add-flow", "b1", "nonsense")
            }
        }
    }

    @Test func aKilledDaemonIsGoneAndComesBack() async throws {
        try await OpenVSwitchProcess.with("killed") { openVSwitch in
            try await openVSwitch.addBridge("b1")
            try await openVSwitch.signal("KILL", .forwarding)
            await #expect(throws: ProcessError.self) { try await openVSwitch.appctl(.forwarding, "version") }
            try await openVSwitch.start(.forwarding)
            #expect(try await openVSwitch.appctl(.forwarding, "version").contains("Open vSwitch"))
            #expect(try await openVSwitch.vsctl("list-br") == "b1\n")
        }
    }

    @Test func theDatabaseRunsAlone() async throws {
        try await OpenVSwitchProcess.with("database", [.database]) { openVSwitch in
            try await openVSwitch.vsctl("--no-wait", "add-br", "b1")
            #expect(try await openVSwitch.vsctl("list-br") == "b1\n")
            #expect(Self.commandLines(mentioning: openVSwitch.directory).count == 2, "the shell and the database")
        }
    }

    @Test func nothingStaysBehindWhenTheTestProgramIsKilled() async throws {
        let files = Array(repeating: "/dev/null", count: 3)
        let program = try Spawn(path: "/bin/sleep", arguments: ["20"], files: files, environment: [:]).start()
        let directory = FileManager.default.temporaryDirectory.appending(path: "stratos-killed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let supervisor = try OpenVSwitchSupervisor(in: directory.path, serving: program)
        let openVSwitch = OpenVSwitchProcess(directory: directory.path)
        try await openVSwitch.start(.database)
        try await openVSwitch.start(.forwarding)
        #expect(Self.commandLines(mentioning: directory.path).count == 3, "the shell and two daemons")
        kill(program, SIGKILL)
        #expect(await wait(for: program, timeout: .seconds(20)).wasSignalled)
        #expect(await wait(for: supervisor.shell, timeout: .seconds(20)).status == 0)
        #expect(Self.commandLines(mentioning: directory.path) == [])
        #expect(!FileManager.default.fileExists(atPath: directory.path))
    }

    /// The running processes that name a directory.
    private static func commandLines(mentioning directory: String) -> [String] {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return numbers.filter { Int($0) != nil }
            .compactMap { FileManager.default.contents(atPath: "/proc/\($0)/cmdline") }
            .map { String(decoding: $0, as: UTF8.self) }.filter { $0.contains(directory) }
    }
}
