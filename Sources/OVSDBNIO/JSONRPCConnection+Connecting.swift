internal import Logging
internal import NIOCore
internal import NIOPosix
internal import OVSDB

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#elseif canImport(Darwin)
    private import Darwin
#endif

extension JSONRPCConnection {
    /// Connects to a server.
    ///
    /// - Throws: ``OVSDBClientError`` with `.unreachable`: the address, the cause and what to do.
    static func connect(
        to address: OVSDBAddress, configuration: OVSDBClientConfiguration, receiver: Receiver = Receiver(),
        eventLoopGroup: any EventLoopGroup, logger: Logger
    ) async throws -> JSONRPCConnection {
        let bootstrap = ClientBootstrap(group: eventLoopGroup)
            .connectTimeout(TimeAmount(configuration.connectTimeout))
            .channelOption(.socketOption(.so_reuseaddr), value: 1)
        let initialise: @Sendable (any Channel) -> EventLoopFuture<JSONRPCConnection> = { channel in
            channel.eventLoop.makeCompletedFuture {
                let connection = JSONRPCConnection(
                    channel: channel, address: address, configuration: configuration, receiver: receiver,
                    logger: logger)
                if let probe = configuration.inactivityProbe {
                    try channel.pipeline.syncOperations.addHandler(IdleStateHandler(readTimeout: TimeAmount(probe)))
                }
                try channel.pipeline.syncOperations.addHandler(JSONRPCHandler(connection: connection))
                return connection
            }
        }
        do {
            switch address {
            case .unix(let path):
                return try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: initialise)
            case .tcp(let host, let port):
                return try await bootstrap.connect(host: host, port: port, channelInitializer: initialise)
            }
        } catch {
            throw unreachable(address, error, configuration.connectTimeout)
        }
    }

    private static func unreachable(
        _ address: OVSDBAddress, _ error: any Error, _ timeout: Duration
    ) -> OVSDBClientError {
        OVSDBClientError(.unreachable, "cannot connect to \(address): \(cause(of: error, address, timeout))")
    }

    private static func cause(of error: any Error, _ address: OVSDBAddress, _ timeout: Duration) -> String {
        switch error {
        case let error as IOError: return advice(error, address)
        case ChannelError.connectTimeout: return "no answer within \(timeout); check the address and the network"
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first { return cause(of: first.error, address, timeout) }
            return "the host name cannot be resolved; check its spelling"
        default: return "\(error)"
        }
    }

    private static func advice(_ error: IOError, _ address: OVSDBAddress) -> String {
        switch error.errnoCode {
        case ENOENT: "there is no such socket; start the server, or check the path"
        case ECONNREFUSED: "nobody listens there; start the server (for OVSDB: ovsdb-server --remote=p\(address))"
        case EACCES, EPERM: "permission denied; run as root or as the owner of the socket"
        default: "\(error)"
        }
    }
}
