internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The file of a unix socket, which outlives the process that bound it.
enum SocketFile {
    /// Removes what a process that has gone left behind.
    ///
    /// - Throws: `addressUnavailable` where the path is no socket, or somebody still listens on it.
    static func removeStale(_ path: String, on group: any EventLoopGroup) async throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw OpenFlowSessionError(
                .addressUnavailable, "\(path) exists and is no socket; remove it or choose another path")
        }
        guard await !isAnswered(path, on: group) else {
            throw OpenFlowSessionError(
                .addressUnavailable, "another process listens on \(path); end it or choose another path")
        }
        unlink(path)
    }

    private static func isAnswered(_ path: String, on group: any EventLoopGroup) async -> Bool {
        let attempt = ClientBootstrap(group: group).connectTimeout(.seconds(1)).connect(unixDomainSocketPath: path)
        guard let channel = try? await attempt.get() else { return false }
        try? await channel.close()
        return true
    }
}
