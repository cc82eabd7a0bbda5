internal import Foundation
internal import Glibc

extension TestbedDirectory {
    /// The namespaces that carry the testbed's name, whoever made them.
    var namespaces: [NetworkNamespace] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/run/netns")) ?? []
        return names.filter { $0.hasPrefix(id.namespacePrefix) }.sorted().map(NetworkNamespace.init)
    }

    /// Ends every process, removes every namespace, then the files. Doing it again does no harm.
    ///
    /// - Throws: `timedOut` when a process survives, `commandFailed` when a namespace does.
    func remove() throws {
        // A signal may come while the testbed is being built; what was made while we removed goes in another round.
        for _ in 0..<3 { try Self.remove(namespaces) }
        // Nothing can be added to what has another name.
        let condemned = draft(named: "\(UInt32.random(in: 0...UInt32.max))")
        if rename(path, condemned) == 0 { try? FileManager.default.removeItem(atPath: condemned) }
        // Fails while other testbeds are registered; that is as it should be.
        _ = rmdir(base)
    }

    /// Ends what runs inside the namespaces and removes them with their links.
    static func remove(_ namespaces: [NetworkNamespace]) throws {
        guard !namespaces.isEmpty else { return }
        var seen: Set<ProcessIdentity> = []
        // A program may start another one while we look, so look until none is left. A process leaves its namespace
        // before it has ended, so those that we saw are watched to their end.
        let gone = MonotonicTime.poll(for: .seconds(5)) {
            let remaining = namespaces.flatMap(\.processes)
            seen.formUnion(remaining.compactMap(ProcessIdentity.init(of:)))
            remaining.forEach { _ = kill($0, SIGKILL) }
            seen.forEach { _ = waitpid($0.pid, nil, WNOHANG) }
            return remaining.isEmpty && !seen.contains(where: \.isAlive)
        }
        guard gone else {
            let names = namespaces.map(\.name).joined(separator: ", ")
            throw TestbedError(.timedOut, "processes in \(names) do not end; see 'ip netns pids'")
        }
        try Command.ip(namespaces.filter(\.exists).map { "netns del \($0)" })
    }

    /// Removes the testbeds in the directory whose owners have ended, and returns their names.
    static func sweep(_ base: String) -> [TestbedID] {
        removeStaleDrafts(in: base)
        return registered(in: base).filter(\.isOrphaned).filter { (try? $0.remove()) != nil }.map(\.id)
    }
}
