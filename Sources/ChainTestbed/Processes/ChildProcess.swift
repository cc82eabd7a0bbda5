internal import CNetworkNamespace
internal import Foundation
internal import Glibc
internal import Synchronization

/// A program that we started: in a session of its own, so that Ctrl-C at the terminal does not reach it before us.
final class ChildProcess: Sendable {
    /// How a program ended: its exit status, or 128 plus the signal that ended it, as shells say it.
    typealias ExitStatus = Int32

    let pid: pid_t
    let name: String
    private let handle: FileDescriptor
    private let ended = Mutex<ExitStatus?>(nil)

    private init(pid: pid_t, name: String, handle: FileDescriptor) {
        self.pid = pid
        self.name = name
        self.handle = handle
    }

    /// Starts a program, found in PATH, in the namespace (or the caller's).
    static func start(
        _ arguments: [String], in namespace: NetworkNamespace? = nil, environment: [String: String] = [:],
        input: FileDescriptor? = nil, output: FileDescriptor? = nil, error: FileDescriptor? = nil
    ) throws -> ChildProcess {
        guard let program = arguments.first else { throw TestbedError(.badSpecification, "no program to start") }
        let null = try FileDescriptor.open("/dev/null", O_RDWR)
        let descriptors = [input ?? null, output ?? null, error ?? null].map(\.number)
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        let spawn = { try Self.spawn(program, arguments, variables, descriptors) }
        let pid = try namespace.map { try $0.perform(spawn) } ?? spawn()
        withExtendedLifetime((null, input, output, error)) {}
        let handle = stratos_open_process(pid)
        guard handle >= 0 else {
            kill(pid, SIGKILL)
            throw TestbedError.system("cannot watch \(program)", number: -handle)
        }
        return ChildProcess(pid: pid, name: program, handle: FileDescriptor(handle))
    }

    /// Waits for the end; nil when the program still runs after the limit.
    func wait(for limit: Duration) -> ExitStatus? {
        let end = MonotonicTime.now + limit
        var poller = pollfd(fd: handle.number, events: Int16(POLLIN), revents: 0)
        while poll(&poller, 1, end.pollTimeout) < 0 && errno == EINTR {}
        return ended.withLock { ended in
            if ended == nil { ended = Self.reap(pid) }
            return ended
        }
    }

    /// Sends a signal unless the program has ended.
    func signal(_ number: Int32) {
        ended.withLock { if $0 == nil { _ = kill(pid, number) } }
    }

    /// Ends the program: by the signal first, by SIGKILL when it has not gone in the grace time.
    func stop(_ number: Int32 = SIGTERM, grace: Duration = .seconds(2)) {
        signal(number)
        guard wait(for: grace) == nil else { return }
        signal(SIGKILL)
        _ = wait(for: .seconds(2))
    }

    private static func reap(_ pid: pid_t) -> ExitStatus? {
        var status: Int32 = 0
        switch waitpid(pid, &status, WNOHANG) {
        case 0: return nil
        case pid: return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        default: return -1
        }
    }

    private static func spawn(
        _ program: String, _ arguments: [String], _ variables: [String], _ descriptors: [Int32]
    ) throws -> pid_t {
        let argumentPointers = arguments.map { strdup($0) } + [nil]
        let variablePointers = variables.map { strdup($0) } + [nil]
        defer { (argumentPointers + variablePointers).forEach { free($0) } }
        var pid: pid_t = 0
        let code = stratos_spawn(
            &pid, program, argumentPointers, variablePointers, descriptors[0], descriptors[1], descriptors[2])
        guard code == 0 else { throw TestbedError.system("cannot start \(program)", number: -code) }
        return pid
    }
}
