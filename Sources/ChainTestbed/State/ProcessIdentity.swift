internal import Foundation
internal import Glibc

/// A process that cannot be mistaken for a later one with the same number: its id and the tick it started at.
struct ProcessIdentity: Hashable, Sendable, Codable {
    var pid: Int32
    var startTick: UInt64

    static var current: ProcessIdentity? { ProcessIdentity(of: getpid()) }

    /// Nil when no such process runs; one that has ended and was not waited for does not run.
    init?(of pid: Int32) {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return nil }
        // The second field is the program's name in parentheses and may hold anything, so count from its end.
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[end...].split(separator: " ")
        guard fields.count > 20, !["Z", "X"].contains(fields[1]), let tick = UInt64(fields[20]) else { return nil }
        self.pid = pid
        startTick = tick
    }

    var isAlive: Bool { ProcessIdentity(of: pid) == self }
}
