public import Logging
public import NIOCore
public import NIOPosix
internal import OVSDB

/// Calls commands of a running Open vSwitch daemon through its control socket, as `ovs-appctl` does.
///
/// The socket speaks JSON-RPC 1.0: arguments are strings and so is the result.
///
/// ```swift
/// let text = try await UnixControlClient.call(
///     path: "/run/openvswitch/ovs-vswitchd.42.ctl", method: "dpctl/dump-conntrack", arguments: ["-m"])
/// ```
public enum UnixControlClient {
    /// Calls one command on a connection of its own and returns what it prints.
    ///
    /// - Throws: ``OVSDBClientError`` with `.invalidAddress` when the path is too long, `.unreachable` when no daemon
    ///   listens, `.refused` with the daemon's text when it does not accept the command, `.timedOut`,
    ///   `.connectionLost`.
    public static func call(
        path: String, method: String, arguments: [String] = [], timeout: Duration = .seconds(10),
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger = Logger(label: "stratos.ovsdb")
    ) async throws -> String {
        let configuration = OVSDBClientConfiguration(
            connectTimeout: timeout, requestTimeout: timeout, inactivityProbe: nil)
        let connection = try await JSONRPCConnection.connect(
            to: try OVSDBAddress("unix:" + path), configuration: configuration, eventLoopGroup: eventLoopGroup,
            logger: logger)
        do {
            let reply = try await connection.request(method, arguments.map { .string($0) })
            await connection.close()
            return reply.stringValue ?? (reply == .null ? "" : reply.description)
        } catch {
            await connection.close()
            throw error
        }
    }
}
