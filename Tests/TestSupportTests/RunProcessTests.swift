import TestSupport
import Testing

struct RunProcessTests {
    @Test func returnsStatusAndBothOutputs() async throws {
        let output = try await runProcess("sh", ["-c", "echo out; echo err >&2; exit 3"], timeout: .seconds(20))
        #expect(output.status == 3 && !output.succeeded && !output.timedOut && !output.wasSignalled)
        #expect(output.standardOutput == "out\n" && output.standardError == "err\n")
    }

    @Test func feedsStandardInputAndEndsIt() async throws {
        let text = String(repeating: "0123456789\n", count: 50_000)
        let output = try await runProcess("cat", timeout: .seconds(20), stdin: text)
        #expect(output.succeeded && output.standardOutput == text)
        #expect(try await runProcess("cat", timeout: .seconds(20)).standardOutput.isEmpty)
    }

    @Test func killsAtTheTimeLimitAndKeepsWhatWasWritten() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let output = try await runProcess("sh", ["-c", "echo begun; exec sleep 60"], timeout: .milliseconds(500))
        #expect(output.timedOut && output.wasSignalled && output.status == 9 && !output.succeeded)
        #expect(output.standardOutput == "begun\n")
        #expect(clock.now - start < .seconds(30))
    }

    @Test func doesNotWaitForAChildThatStaysBehind() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let output = try await runProcess("sh", ["-c", "sleep 40 & echo $!"], timeout: .seconds(30))
        #expect(output.succeeded && clock.now - start < .seconds(20))
        let child = output.standardOutput.trimmingCharacters()
        #expect(try await runProcess("kill", ["-9", child], timeout: .seconds(20)).succeeded)
    }

    #if os(Linux)
        @Test func itsFilesHaveNoNamesWhileItRuns() async throws {
            let script = "until readlink /proc/$$/fd/1 | grep -o '(deleted)'; do sleep 0.05; done"
            let output = try await runProcess("sh", ["-c", script], timeout: .seconds(20))
            #expect(output.succeeded && output.standardOutput == "(deleted)\n", "\(output)")
        }
    #endif

    @Test func passesEnvironmentAndDirectory() async throws {
        let output = try await runProcess(
            "sh", ["-c", "echo $COLOUR; pwd"], timeout: .seconds(20), environment: ["COLOUR": "red"], directory: "/")
        #expect(output.standardOutput == "red\n/\n")
    }

    @Test func returnsTheOutputOrThrowsWithIt() async throws {
        #expect(try await outputOfProcess("sh", ["-c", "echo out; echo err >&2"], timeout: .seconds(20)) == "out\n")
        let error = await #expect(throws: ProcessError.self) {
            try await outputOfProcess("sh", ["-c", "echo spoilt >&2; exit 3"], timeout: .seconds(20))
        }
        #expect(error?.description.contains("spoilt") == true)
    }

    @Test func saysWhichProgramIsMissing() async {
        let error = await #expect(throws: ProcessError.self) {
            try await runProcess("no-such-program", timeout: .seconds(1))
        }
        #expect(error?.description.contains("no-such-program") == true)
    }
}

extension String {
    fileprivate func trimmingCharacters() -> String {
        String(filter(\.isNumber))
    }
}
