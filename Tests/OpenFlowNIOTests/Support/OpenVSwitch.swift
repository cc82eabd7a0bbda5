import Foundation
import Synchronization

/// A private Open vSwitch: own database, own daemon, own run directory, dummy datapath, nothing of the system's.
///
/// A shell owns the daemons and ends them when its standard input closes, so that they also go when a test crashes.
final class OpenVSwitch: Sendable {
    let directory: String
    private let supervisor: Mutex<Process>
    private let commands: FileHandle

    /// Why Open vSwitch cannot be used here, or `nil` where it can.
    static let obstacle: String? = {
        for tool in ["ovs-vswitchd", "ovsdb-server", "ovsdb-tool", "ovs-vsctl", "ovs-ofctl", "ovs-appctl"]
        where !["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"].contains(where: {
            FileManager.default.isExecutableFile(atPath: $0 + tool)
        }) {
            return "\(tool) is not installed (apt install openvswitch-switch)"
        }
        return getuid() == 0 ? nil : "not root, which the daemon's private network namespace needs"
    }()

    /// For `.enabled(if:)`; prints the reason once where the answer is no.
    static let isUsable: Bool = {
        if let obstacle { print("Open vSwitch tests do not run: \(obstacle)") }
        return obstacle == nil
    }()

    var controllerSocket: String { directory + "/controller.sock" }
    var managementSocket: String { directory + "/br0.mgmt" }

    /// A bridge `br0` with dummy ports `p1` and `p2`, without a controller yet.
    init(datapath: String) throws {
        directory = "/tmp/ofnio-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let (process, input) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", Self.script, "supervisor", directory]
        process.standardInput = input
        process.environment = Self.environment(directory)
        try process.run()
        supervisor = Mutex(process)
        commands = input.fileHandleForWriting
        try waitUntilUp()
        try vsctl(
            "add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=dummy", "fail-mode=secure",
            "protocols=OpenFlow10,OpenFlow13", "other-config:datapath-id=\(datapath)",
            "--", "add-port", "br0", "p1", "--", "set", "interface", "p1", "type=dummy", "ofport_request=1",
            "--", "add-port", "br0", "p2", "--", "set", "interface", "p2", "type=dummy", "ofport_request=2")
    }

    private static let script = """
        R="$1"; export PATH="$PATH:/usr/sbin:/sbin"; trap '' INT HUP; VS=
        switch() {
            unshare --net ovs-vswitchd "unix:$R/db.sock" --unixctl="$R/vswitchd.ctl" --enable-dummy=override \\
                --disable-system --log-file="$R/vswitchd.log" -vconsole:off -vfile:info </dev/null >/dev/null 2>&1 &
            VS=$!
        }
        ovsdb-tool create "$R/conf.db" /usr/share/openvswitch/vswitch.ovsschema || exit 1
        ovsdb-server "$R/conf.db" --remote="punix:$R/db.sock" --unixctl="$R/db.ctl" --log-file="$R/db.log" \\
            -vconsole:off </dev/null >/dev/null 2>&1 &
        DB=$!
        n=0; while [ ! -S "$R/db.sock" ] && [ $n -lt 100 ]; do sleep 0.05; n=$((n+1)); done
        timeout 10 ovs-vsctl --db="unix:$R/db.sock" --no-wait init
        switch
        while read -r word; do
            case "$word" in
                kill) kill -KILL $VS; wait $VS 2>/dev/null; VS= ;;
                start) switch ;;
            esac
        done
        kill -KILL $VS $DB 2>/dev/null; wait; rm -rf "$R"
        """

    private static func environment(_ directory: String) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        for name in ["OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR", "OVS_SYSCONFDIR"] { environment[name] = directory }
        environment["PATH", default: "/usr/bin:/bin"] += ":/usr/sbin:/sbin"
        return environment
    }

    private func waitUntilUp() throws {
        for _ in 0..<100 {
            if (try? appctl("version")) != nil { return }
            usleep(50_000)
        }
        throw Failure(command: "ovs-vswitchd", output: "it did not come up within 5 s; see \(directory)")
    }

    func setController(_ targets: String...) throws {
        try vsctl(["set-controller", "br0"] + targets)
        try vsctl("set", "controller", "br0", "max_backoff=1000", "inactivity_probe=2000")
    }

    func killSwitch() throws { try commands.write(contentsOf: Data("kill\n".utf8)) }

    func startSwitch() throws {
        try commands.write(contentsOf: Data("start\n".utf8))
        try waitUntilUp()
    }

    @discardableResult
    func vsctl(_ arguments: String...) throws -> String { try vsctl(arguments) }

    @discardableResult
    func vsctl(_ arguments: [String]) throws -> String {
        try run(["ovs-vsctl", "--timeout=10", "--db=unix:\(directory)/db.sock"] + arguments)
    }

    @discardableResult
    func ofctl(_ arguments: String...) throws -> String {
        guard let verb = arguments.first else { return "" }
        return try run(["ovs-ofctl", "-O", "OpenFlow13", verb, "unix:\(managementSocket)"] + arguments.dropFirst())
    }

    @discardableResult
    func appctl(_ arguments: String...) throws -> String {
        try run(["ovs-appctl", "-t", "\(directory)/vswitchd.ctl"] + arguments)
    }

    /// The flows as text without counters, one a line, sorted.
    func flows() throws -> [String] {
        try ofctl("dump-flows", "--no-stats", "--no-names").split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces)
        }.sorted()
    }

    func groups() throws -> [String] {
        try ofctl("dump-groups").split(separator: "\n").dropFirst().map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private func run(_ words: [String]) throws -> String {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["timeout", "15"] + words
        process.environment = Self.environment(directory)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(command: words.joined(separator: " "), output: text) }
        return text
    }

    /// Ends the daemons and removes their directory.
    func stop() {
        try? commands.close()
        supervisor.withLock { $0.waitUntilExit() }
    }

    struct Failure: Error, CustomStringConvertible {
        let command: String
        let output: String
        var description: String { "\(command): \(output)" }
    }
}

/// Runs a body with a private Open vSwitch and removes every trace of it.
func withOpenVSwitch<R>(datapath: String = "00000000000000a1", _ body: (OpenVSwitch) async throws -> R) async throws
    -> R
{
    let ovs = try OpenVSwitch(datapath: datapath)
    defer { ovs.stop() }
    return try await body(ovs)
}
