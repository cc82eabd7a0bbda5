import Foundation
import TestSupport
import Testing

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
            await #expect(throws: OpenVSwitchProcess.Failure.self) {
                try await openVSwitch.ofctl("add-flow", "b1", "nonsense")
            }
        }
    }

    /// The running processes that name a directory.
    private static func commandLines(mentioning directory: String) -> [String] {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return numbers.filter { Int($0) != nil }
            .compactMap { FileManager.default.contents(atPath: "/proc/\($0)/cmdline") }
            .map { String(decoding: $0, as: UTF8.self) }.filter { $0.contains(directory) }
    }
}
