internal import CNetworkNamespace
internal import Foundation
internal import Glibc

/// A named network namespace of this machine, as `ip netns` knows it.
public struct NetworkNamespace: Hashable, Sendable, Codable, CustomStringConvertible {
    public var name: String

    public init(name: String) {
        self.name = name
    }

    public var description: String { name }

    /// Where the name is mounted.
    public var path: String { "/run/netns/\(name)" }

    public var exists: Bool { access(path, F_OK) == 0 }

    /// Runs the closure with the calling thread inside the namespace, then goes back.
    ///
    /// Sockets that the closure opens and programs that it starts stay in the namespace. Other threads are untouched.
    ///
    /// ```swift
    /// let listener = try host.namespace.perform { socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
    /// ```
    /// - Throws: `system` when the namespace is gone or the process may not enter it; what the closure throws.
    public func perform<Result>(_ body: () throws -> Result) throws -> Result {
        let outside = try FileDescriptor.open("/proc/thread-self/ns/net", O_RDONLY)
        try Self.enter(FileDescriptor.open(path, O_RDONLY), name: name)
        let result = Swift.Result { try body() }
        try Self.enter(outside, name: "the former one")
        return try result.get()
    }

    /// The processes whose main thread is in the namespace; empty when it does not exist.
    var processes: [pid_t] {
        guard let identity = Self.identity(path) else { return [] }
        let own = getpid()
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { pid_t($0) }.filter { $0 != own && Self.identity("/proc/\($0)/ns/net") == identity }
    }

    private static func enter(_ namespace: FileDescriptor, name: String) throws(TestbedError) {
        let code = stratos_enter_network_namespace(namespace.number)
        guard code == 0 else { throw .system("cannot enter network namespace \(name)", number: -code) }
    }

    /// Device and inode of the namespace file tell whether two names mean the same namespace.
    private static func identity(_ path: String) -> [UInt64]? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return [UInt64(status.st_dev), UInt64(status.st_ino)]
    }
}
