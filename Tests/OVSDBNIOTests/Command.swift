import Foundation
import Synchronization

/// Runs programs with a time limit and ends them by their own process id.
final class Command: Sendable {
    struct Output {
        var status: Int32
        var text: String
    }

    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    private let process: Mutex<Process>
    private let exit: AsyncStream<Int32>
    let id: Int32

    /// Starts a program; standard output and error go to the file `log`.
    init(_ program: String, _ arguments: [String], environment: [String: String] = [:], log: URL) throws {
        guard let path = Self.find(program) else { throw Failed(description: "\(program) is not installed") }
        guard FileManager.default.createFile(atPath: log.path, contents: nil) else {
            throw Failed(description: "cannot write \(log.path)")
        }
        let file = try FileHandle(forWritingTo: log)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = file
        process.standardError = file
        let (exit, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = {
            continuation.yield($0.terminationStatus)
            continuation.finish()
        }
        try process.run()
        id = process.processIdentifier
        self.exit = exit
        self.process = Mutex(process)
    }

    /// Ends the program and waits until it is gone. What it leaves behind is in a directory that the caller removes.
    func end() async {
        kill()
        _ = await status(within: .seconds(5))
    }

    func kill() {
        process.withLock { if $0.isRunning { _ = Foundation.kill($0.processIdentifier, SIGKILL) } }
    }

    func stop() { _ = Foundation.kill(id, SIGSTOP) }
    func resume() { _ = Foundation.kill(id, SIGCONT) }

    private func status(within limit: Duration) async -> Int32? {
        if let status = process.withLock({ $0.isRunning ? nil : $0.terminationStatus }) { return status }
        let exit = exit
        return await withTaskGroup(of: Int32?.self) { group in
            group.addTask { await exit.first { _ in true } }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    /// Runs a program to its end and returns what it printed.
    static func run(_ program: String, _ arguments: [String], in directory: URL) async throws -> Output {
        let log = directory.appendingPathComponent("\(UUID().uuidString).out")
        let command = try Command(program, arguments, log: log)
        guard let status = await command.status(within: .seconds(15)) else {
            command.kill()
            throw Failed(description: "\(program) did not end within 15 s")
        }
        return Output(status: status, text: try String(contentsOf: log, encoding: .utf8))
    }

    static func find(_ program: String) -> String? {
        ["/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin", "/usr/local/sbin"]
            .map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
