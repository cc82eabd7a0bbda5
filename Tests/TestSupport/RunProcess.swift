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
    let (process, files) = try await TemporaryDirectory.with("process") { scratch in
        // Gone as soon as the program runs, which keeps the files open: nothing stays behind when the test is killed.
        let urls = ["out", "err", "in"].map { scratch.appending(path: $0) }
        for (url, text) in zip(urls, ["", "", stdin ?? ""]) { try Data(text.utf8).write(to: url) }
        let files = try urls.prefix(2).map { try FileHandle(forReadingFrom: $0) }
        let spawn = Spawn(
            path: path, arguments: arguments, files: urls.map(\.path),
            environment: ProcessInfo.processInfo.environment.merging(environment) { $1 })
        return (try (directory.map(spawn.inside) ?? spawn).start(), files)
    }
    let end = await wait(for: process, timeout: timeout)
    return ProcessOutput(
        status: end.status, wasSignalled: end.wasSignalled, timedOut: end.timedOut,
        standardOutput: try text(files[0]), standardError: try text(files[1]))
}

/// Runs a program as ``runProcess(_:_:timeout:stdin:environment:directory:)`` does and returns what it wrote to its
/// standard output.
///
/// - Throws: ``ProcessError/failed(_:_:)`` as well, where the program did not end by itself with status 0 in time.
public func outputOfProcess(
    _ program: String, _ arguments: [String] = [], timeout: Duration, stdin: String? = nil,
    environment: [String: String] = [:], directory: String? = nil
) async throws -> String {
    let output = try await runProcess(
        program, arguments, timeout: timeout, stdin: stdin, environment: environment, directory: directory)
    guard output.succeeded else {
        throw ProcessError.failed(([program] + arguments).joined(separator: " "), output)
    }
    return output.standardOutput
}

/// Why a process did not start, or did not do what it was asked for.
public enum ProcessError: Error, CustomStringConvertible {
    case notFound(String)
    case notStarted(String, reason: String)
    case failed(String, ProcessOutput)

    public var description: String {
        switch self {
        case .notFound(let program): "there is no program '\(program)'; install it or check PATH"
        case .notStarted(let program, let reason): "'\(program)' could not be started: \(reason)"
        case .failed(let command, let output): "\(command): \(output)"
        }
    }
}

/// How a process came to its end.
struct ProcessEnd {
    var status: Int32
    var wasSignalled: Bool
    var timedOut: Bool
}

/// Polls for the end of the process, and ends it when the time is up or the task is cancelled. Polling costs a few
/// milliseconds and spares the races between a handler, a timer and cancellation.
func wait(for process: pid_t, timeout: Duration) async -> ProcessEnd {
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
    return ProcessEnd(
        status: signal == 0 ? (status >> 8) & 0xff : signal, wasSignalled: signal != 0, timedOut: timedOut)
}

private func text(_ file: FileHandle) throws -> String {
    String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
}
