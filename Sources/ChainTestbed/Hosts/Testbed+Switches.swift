internal import Foundation
internal import Glibc

extension Testbed {
    /// Ends the ovs-vswitchd of a host at once, as a crash does: rules, groups and connections are gone.
    ///
    /// - Throws: `notFound`, `timedOut` when it does not end.
    public nonisolated func killSwitch(of hostName: String) async throws {
        let host = try host(hostName)
        try await onOwnThread("kill \(hostName)") {
            let text = try? String(contentsOfFile: host.switchProcessFile, encoding: .utf8)
            guard let id = (text?.split(separator: "\n").first).flatMap({ pid_t($0) }),
                let process = ProcessIdentity(of: id), host.namespace.processes.contains(id)
            else {
                throw TestbedError(.notFound, "no ovs-vswitchd runs on \(hostName); see \(host.switchLog)")
            }
            kill(id, SIGKILL)
            let ended = MonotonicTime.poll(for: .seconds(5)) {
                waitpid(id, nil, WNOHANG)
                return !process.isAlive
            }
            guard ended else { throw TestbedError(.timedOut, "ovs-vswitchd \(id) of \(hostName) does not end") }
        }
    }

    /// Starts the ovs-vswitchd of a host again. It finds its bridges and its controller in the database, and no rule.
    ///
    /// - Throws: `notFound`, `timedOut`, `commandFailed`.
    public nonisolated func startSwitch(of hostName: String) async throws {
        let start = HostStart(host: try host(hostName))
        try await start.restart()
        try await start.prime(peers: hosts)
    }
}
