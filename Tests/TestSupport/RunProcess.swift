internal import Foundation

/// Runs a program to its end, or kills it when the time is up, and returns what it wrote.
///
/// Output goes through files rather than pipes: a child that outlives the program (a daemon, say) cannot keep us
/// waiting for the end of a pipe, and no amount of output can block it.
///
/// ```swift
/// let output = try await runProcess("ovs-ofctl", ["parse-flow", rule], timeout: .seconds(5))
/// #expect(output.succeeded, "\(output)")
/// ```
///
/// - Parameters:
///   - program: A path, or a name that is looked up in `PATH`.
///   - timeout: After this the process gets SIGKILL, and so do its children unless they made a session of their own.
///   - stdin: What the process reads; it sees the end of the file after it, or at once when nil.
///   - environment: Added to, and overriding, the environment of the test.
///   - directory: The working directory, by path; nil for the test's own.
/// - Throws: ``ProcessError`` when the program cannot be found; what the system says when it cannot be started.
public func runProcess(
    _ program: String, _ arguments: [String] = [], timeout: Duration, stdin: String? = nil,
    environment: [String: String] = [:], directory: String? = nil
) async throws -> ProcessOutput {
    guard let path = Capability.path(of: program) else { throw ProcessError.notFound(program) }
    return try await TemporaryDirectory.with("process") { scratch in
        let files = ["out", "err", "in"].map { scratch.appending(path: $0) }
        try (stdin ?? "").write(to: files[2], atomically: false, encoding: .utf8)
        let spawn = Spawn(
            path: path, arguments: arguments, files: files.map(\.path),
            environment: ProcessInfo.processInfo.environment.merging(environment) { $1 })
        let process = try (directory.map(spawn.inside) ?? spawn).start()
        let end = try await wait(for: process, timeout: timeout)
        return ProcessOutput(
            status: end.status, wasSignalled: end.wasSignalled, timedOut: end.timedOut,
            standardOutput: try text(files[0]), standardError: try text(files[1]))
    }
}

/// Why a process did not even start.
public enum ProcessError: Error, CustomStringConvertible {
    case notFound(String)
    case notStarted(String, reason: String)

    public var description: String {
        switch self {
        case .notFound(let program): "there is no program '\(program)'; install it or check PATH"
        case .notStarted(let program, let reason): "'\(program)' could not be started: \(reason)"
        }
    }
}

private struct End {
    var status: Int32
    var wasSignalled: Bool
    var timedOut: Bool
}

/// Polls for the end of the process, and ends it when the time is up or the task is cancelled. Polling costs a few
/// milliseconds and spares the races between a handler, a timer and cancellation.
private func wait(for process: pid_t, timeout: Duration) async throws -> End {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: timeout)
    var timedOut = false
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
        if !timedOut, Task.isCancelled || clock.now >= deadline {
            timedOut = true
            // Its whole process group, which it leads.
            kill(-process, SIGKILL)
        }
        // Cancellation makes the sleep return at once; the process has then been killed and ends soon.
        try? await Task.sleep(for: .milliseconds(5))
    }
    let signal = status & 0x7f
    return End(status: signal == 0 ? (status >> 8) & 0xff : signal, wasSignalled: signal != 0, timedOut: timedOut)
}

private func text(_ file: URL) throws -> String {
    String(decoding: try Data(contentsOf: file), as: UTF8.self)
}
