internal import Foundation

/// A real Open vSwitch for one test: own database, own directory, own network namespace, dummy datapath.
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

    /// What the machine must have; for `.enabled(if:)`, which prints what it lacks.
    public static var isUsable: Bool {
        Capability.all(
            .rootOnLinux, .command("ovs-vswitchd"), .command("ovsdb-server"), .command("ovsdb-tool"),
            .command("ovs-vsctl"), .command("ovs-ofctl"), .command("unshare"))
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Runs `body` with a switch that has no bridges yet, and ends the daemons afterwards.
    ///
    /// A shell owns the daemons. It ends them when a file says so or when the test program is gone: a pipe would not do,
    /// since another test's child that was started meanwhile may hold its other end.
    public static func with<Result>(
        _ label: String, isolation: isolated (any Actor)? = #isolation,
        _ body: (OpenVSwitchProcess) async throws -> Result
    ) async throws -> Result {
        try await TemporaryDirectory.with(label) { directory in
            let running = OpenVSwitchProcess(directory: directory.path)
            let words = ["-c", script, "open-vswitch", directory.path, "\(ProcessInfo.processInfo.processIdentifier)"]
            let daemons = Task { try await runProcess("/bin/sh", words, timeout: .seconds(900)) }
            do {
                try await running.waitFor("vswitchd.ctl")
                let result = try await body(running)
                try await running.stop(daemons)
                return result
            } catch {
                try? await running.stop(daemons)
                throw error
            }
        }
    }

    private func stop(_ daemons: Task<ProcessOutput, any Error>) async throws {
        try Data().write(to: URL(fileURLWithPath: directory + "/stop"))
        let output = try await daemons.value
        guard output.succeeded else { throw Failure(description: "Open vSwitch did not end as it should: \(output)") }
    }

    private static let script = """
        cd "$1" || exit 1; R="$1"; export PATH="$PATH:/usr/sbin:/sbin" OVS_RUNDIR="$R" OVS_LOGDIR="$R"; trap '' INT HUP
        ovsdb-tool create conf.db /usr/share/openvswitch/vswitch.ovsschema || exit 1
        ovsdb-server conf.db --remote="punix:$R/db.sock" --unixctl="$R/db.ctl" --log-file="$R/db.log" \\
            -vconsole:off </dev/null >/dev/null 2>&1 &
        DB=$!; VS=
        n=0; while [ ! -S db.sock ] && [ $n -lt 200 ]; do sleep 0.05; n=$((n+1)); done
        if ovs-vsctl --timeout=10 --db="unix:$R/db.sock" --no-wait init; then
            unshare --net ovs-vswitchd "unix:$R/db.sock" --unixctl="$R/vswitchd.ctl" --log-file="$R/vswitchd.log" \\
                --enable-dummy --disable-system -vconsole:off </dev/null >/dev/null 2>&1 &
            VS=$!
            while [ ! -e stop ] && kill -0 "$2" 2>/dev/null; do sleep 0.05; done
        fi
        kill -9 $VS $DB; wait; exit 0
        """

    /// Adds a bridge that holds no rules.
    public func addBridge(_ name: String) async throws {
        try await run(
            "ovs-vsctl",
            [
                "--timeout=20", "--db=unix:\(directory)/db.sock", "add-br", name, "--", "set", "bridge", name,
                "datapath_type=dummy", "fail_mode=secure", "protocols=OpenFlow13",
            ])
        try await waitFor("\(name).mgmt")
    }

    /// Runs `ovs-ofctl -O OpenFlow13 COMMAND BRIDGE …` and returns what it prints.
    ///
    /// - Throws: ``Failure`` with its message where it refuses.
    @discardableResult
    public func ofctl(_ command: String, _ bridge: String, _ arguments: String...) async throws -> String {
        let options = ["-O", "OpenFlow13", "--timeout=20", "--no-stats", "--no-names"]
        return try await run("ovs-ofctl", options + [command, "unix:\(directory)/\(bridge).mgmt"] + arguments)
    }

    @discardableResult
    private func run(_ program: String, _ arguments: [String]) async throws -> String {
        let output = try await runProcess(program, arguments, timeout: .seconds(30))
        guard output.succeeded else { throw Failure(description: "\(program) \(arguments): \(output)") }
        return output.standardOutput
    }

    private func waitFor(_ name: String) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(20))
        while !FileManager.default.fileExists(atPath: "\(directory)/\(name)") {
            guard ContinuousClock.now < deadline else { throw Failure(description: "\(name) did not appear in 20 s") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
