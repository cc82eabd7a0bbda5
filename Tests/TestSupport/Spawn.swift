internal import Foundation

/// Starts a program with its three standard streams on files, as the leader of a process group of its own.
///
/// Foundation's `Process` will not do: on Linux it takes a program for running as long as any child that it left behind
/// runs, and a switch daemon is such a child.
struct Spawn {
    var path: String
    var arguments: [String]
    /// Standard output, standard error, standard input.
    var files: [String]
    var environment: [String: String]

    /// The same program, started in another directory, for which the shell stands in: not every C library can do it.
    func inside(_ directory: String) -> Spawn {
        var spawn = self
        spawn.path = "/bin/sh"
        spawn.arguments = ["-c", #"cd "$0" && exec "$@""#, directory, path] + arguments
        return spawn
    }

    /// Starts the program and returns its process identifier, which the caller must wait for.
    func start() throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        addStreams(to: &actions)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        setGroupAndSignals(of: &attributes)

        var process: pid_t = 0
        let code = withStrings([path] + arguments) { arguments in
            withStrings(environment.map { "\($0)=\($1)" }) { environment in
                posix_spawn(&process, path, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else { throw ProcessError.notStarted(path, reason: String(cString: strerror(code))) }
        return process
    }

    private func addStreams(to actions: inout posix_spawn_file_actions_t) {
        posix_spawn_file_actions_addopen(&actions, 0, files[2], O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, files[0], O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, files[1], O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }

    /// A group of its own, so that a time-out can end its children too, and no signal blocked or ignored by us.
    private func setGroupAndSignals(of attributes: inout posix_spawnattr_t) {
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    private func withStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = strings.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        return body(pointers)
    }
}
