internal import Foundation

/// A real Open vSwitch for one test: own database, own directory, dummy devices and, for root, own network namespace.
///
/// ```swift
/// try await OpenVSwitchProcess.with("bundles") { openVSwitch in
///     try await openVSwitch.addBridge("s1")
///     print(try await openVSwitch.ofctl("dump-flows", "s1"))
/// }
/// ```
public struct OpenVSwitchProcess: Sendable {
    /// Where sockets and logs are.
    public let directory: String

    public enum Daemon: Sendable {
        /// `ovsdb-server`, with an empty `Open_vSwitch` database.
        case database
        /// `ovs-vswitchd`, which needs the other.
        case forwarding
    }

    /// What the machine must have; for `.enabled(if:)`, which prints what it lacks.
    public static var isUsable: Bool {
        Capability.all(.openVSwitch)
    }

    /// Runs `body` with a switch that has no bridges yet, or with some of its daemons, and ends them afterwards.
    ///
    /// The label is part of the sockets' paths, which have at most 107 bytes.
    public static func with<Result>(
        _ label: String, _ daemons: [Daemon] = [.database, .forwarding],
        isolation: isolated (any Actor)? = #isolation, _ body: (OpenVSwitchProcess) async throws -> Result
    ) async throws -> Result {
        try await TemporaryDirectory.with(label) { directory in
            let supervisor = try OpenVSwitchSupervisor(in: directory.path)
            do {
                let running = OpenVSwitchProcess(directory: directory.path)
                for daemon in daemons { try await running.start(daemon) }
                let result = try await body(running)
                try await supervisor.stop()
                return result
            } catch {
                try? await supervisor.stop()
                throw error
            }
        }
    }
}

extension OpenVSwitchProcess {
    public var databaseSocket: String { "\(directory)/db.sock" }

    /// Where a daemon takes the commands of `ovs-appctl`.
    public func controlSocket(_ daemon: Daemon) -> String {
        daemon == .database ? "\(directory)/db.ctl" : "\(directory)/vswitchd.ctl"
    }

    /// Where a bridge takes OpenFlow connections.
    public func managementSocket(_ bridge: String) -> String { "\(directory)/\(bridge).mgmt" }

    /// Starts a daemon that does not run, or runs no more, and waits until it listens.
    public func start(_ daemon: Daemon) async throws {
        try await OpenVSwitchSupervisor.request("\(daemon)", in: directory)
        // The database opens this one last.
        try await waitFor(controlSocket(daemon))
    }

    /// Sends a daemon a signal, as `KILL`, `STOP` or `CONT`; returns when it is sent and, for `KILL`, when the daemon
    /// is gone.
    public func signal(_ name: String, _ daemon: Daemon) async throws {
        let variable = "\(daemon)".uppercased()
        let end = name == "KILL" ? "; wait $\(variable); \(variable)=" : ""
        try await OpenVSwitchSupervisor.request("kill -\(name) $\(variable)\(end)", in: directory)
    }

    /// Adds a bridge that holds no rules; `more` are further commands of the same transaction, each after a `--`.
    public func addBridge(_ name: String, _ more: [String] = []) async throws {
        let settings = ["datapath_type=dummy", "fail_mode=secure", "protocols=OpenFlow13"]
        try await vsctl(["add-br", name, "--", "set", "bridge", name] + settings + more)
        try await waitFor(managementSocket(name))
    }

    /// Runs `ovs-vsctl COMMAND …` on the database and returns what it prints.
    ///
    /// - Throws: ``ProcessError`` with its message where it refuses, here and below.
    @discardableResult
    public func vsctl(_ words: [String]) async throws -> String {
        try await run("ovs-vsctl", ["--timeout=20", "--db=unix:\(databaseSocket)"] + words)
    }

    @discardableResult
    public func vsctl(_ words: String...) async throws -> String { try await vsctl(words) }

    /// Runs `ovs-ofctl -O OpenFlow13 COMMAND BRIDGE …` and returns what it prints.
    @discardableResult
    public func ofctl(_ command: String, _ bridge: String, _ arguments: String...) async throws -> String {
        let options = ["-O", "OpenFlow13", "--timeout=20", "--no-stats", "--no-names"]
        return try await run("ovs-ofctl", options + [command, "unix:\(managementSocket(bridge))"] + arguments)
    }

    /// Runs `ovs-appctl COMMAND …` on a daemon and returns what it prints.
    @discardableResult
    public func appctl(_ daemon: Daemon, _ words: String...) async throws -> String {
        try await run("ovs-appctl", ["--timeout=20", "-t", controlSocket(daemon)] + words)
    }

    private func run(_ program: String, _ arguments: [String]) async throws -> String {
        try await outputOfProcess(
            program, arguments, timeout: .seconds(30), environment: ["OVS_RUNDIR": directory, "OVS_LOGDIR": directory])
    }

    private func waitFor(_ path: String) async throws {
        try await OpenVSwitchSupervisor.waitFor(path, in: directory) { UnixListener(path: path).isReady }
    }
}
