internal import Foundation

/// A shell that owns the daemons of one Open vSwitch and does what a file asks of it.
///
/// It ends them and itself when it is asked to or when the test program is gone. A pipe would not do instead of files:
/// another test's child that was started meanwhile may hold its other end. Since the shell is their parent, no signal
/// can reach a stranger that got the number of a daemon that had ended.
struct OpenVSwitchSupervisor {
    let directory: String
    let shell: pid_t

    /// Creates an empty database in the directory; no daemon runs yet. When the program that it serves has gone without
    /// a stop, the directory goes too.
    init(in directory: String, serving program: pid_t = ProcessInfo.processInfo.processIdentifier) throws {
        self.directory = directory
        let spawn = Spawn(
            path: "/bin/sh", arguments: ["-c", Self.script, "open-vswitch", directory, "\(program)"],
            files: ["\(directory)/shell.out", "\(directory)/shell.err", "/dev/null"],
            environment: ProcessInfo.processInfo.environment)
        shell = try spawn.start()
    }

    /// Has the shell carry out one line, in which `$DATABASE` and `$FORWARDING` are the daemons' process identifiers.
    static func request(_ line: String, in directory: String) async throws {
        let file = "\(directory)/request"
        try line.write(toFile: file, atomically: true, encoding: .utf8)
        try await waitFor("the shell in \(directory) to do '\(line)'", in: directory) {
            !FileManager.default.fileExists(atPath: file)
        }
    }

    /// Ends the daemons and the shell; nothing of them is left when it returns.
    func stop() async throws {
        try Data().write(to: URL(fileURLWithPath: directory + "/stop"))
        let end = await wait(for: shell, timeout: .seconds(20))
        guard end.status == 0, !end.wasSignalled else {
            throw ProcessError.notStarted("Open vSwitch", reason: Self.log(in: directory))
        }
    }

    /// Waits at most twenty seconds for what the daemons bring about.
    static func waitFor(_ what: String, in directory: String, until isDone: () throws -> Bool) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(20))
        while try !isDone() {
            guard ContinuousClock.now < deadline else {
                throw ProcessError.notStarted("Open vSwitch", reason: "no \(what) in 20 s; \(log(in: directory))")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private static func log(in directory: String) -> String {
        (try? String(contentsOfFile: directory + "/shell.err", encoding: .utf8)) ?? "there is no log"
    }

    private static let script = """
        cd "$1" || exit 1
        trap '' INT HUP
        export PATH="$PATH:/usr/sbin:/sbin" OVS_RUNDIR="$1" OVS_LOGDIR="$1" OVS_DBDIR="$1" OVS_SYSCONFDIR="$1"
        DIRECTORY="$1"; PROGRAM="$2"; DATABASE=; FORWARDING=; ALONE=
        [ "$(id -u)" -ne 0 ] || ALONE="unshare --net"
        database() {
            rm -f db.sock db.ctl
            ovsdb-server conf.db --remote="punix:$DIRECTORY/db.sock" --unixctl="$DIRECTORY/db.ctl" \\
                --log-file="$DIRECTORY/db.log" -vconsole:off &
            DATABASE=$!
        }
        forwarding() {
            rm -f vswitchd.ctl
            $ALONE ovs-vswitchd "unix:$DIRECTORY/db.sock" --unixctl="$DIRECTORY/vswitchd.ctl" \\
                --log-file="$DIRECTORY/vswitchd.log" -vconsole:off \\
                --enable-dummy=override --disable-system --disable-system-route &
            FORWARDING=$!
        }
        ovsdb-tool create conf.db || exit 1
        while [ ! -e stop ] && kill -0 "$PROGRAM" 2>/dev/null; do
            if [ -e request ]; then . ./request; rm request; fi
            sleep 0.02
        done
        kill -9 $FORWARDING $DATABASE 2>/dev/null
        wait
        kill -0 "$PROGRAM" 2>/dev/null || rm -rf "$DIRECTORY"
        exit 0
        """
}
