public import Logging
public import NIOCore
internal import NIOPosix
internal import Synchronization

/// Connects to a switch that listens itself: Open vSwitch's `unix:…/BRIDGE.mgmt`, or a `ptcp:` target.
///
/// Open vSwitch serves such a connection like that of a controller, packet-ins included, whether or not one is set.
public enum OpenFlowConnector {
    /// Connects, shakes hands, and closes the session when the body has run.
    ///
    /// - Parameter group: Where the connection lives; `nil` for NIO's shared threads.
    /// - Throws: `OpenFlowSessionError` with code `addressUnavailable` or one of the handshake's; what the body throws.
    public nonisolated(nonsending) static func withSession<Result>(
        to address: OpenFlowAddress, configuration: SessionConfiguration = SessionConfiguration(),
        group: (any EventLoopGroup)? = nil, logger: Logger = Logger(label: "openflow"),
        _ body: nonisolated(nonsending) (SwitchSession) async throws -> Result
    ) async throws -> Result {
        let session = try await connect(to: address, configuration: configuration, group: group, logger: logger)
        defer { session.close() }
        return try await body(session)
    }

    /// As ``withSession(to:configuration:group:logger:_:)`` for an owner who closes the session himself.
    public static func connect(
        to address: OpenFlowAddress, configuration: SessionConfiguration = SessionConfiguration(),
        group: (any EventLoopGroup)? = nil, logger: Logger = Logger(label: "openflow")
    ) async throws -> SwitchSession {
        let setup = ConnectionSetup(configuration: configuration, logger: logger)
        let eventLoop = (group ?? MultiThreadedEventLoopGroup.singleton).next()
        let promise = eventLoop.makePromise(of: SwitchSession.self)
        let observer = ConnectionObserver(
            claim: { _ in true }, ready: { promise.succeed($0) }, ended: { error, _, _ in promise.fail(error) })
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(configuration.helloTimeout))
            .channelOption(.writeBufferWaterMark, value: setup.options)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try setup.install(observer, in: channel, peer: address.description)
                }
            }
        do {
            switch address {
            case .unix(let path): _ = try await bootstrap.connect(unixDomainSocketPath: path).get()
            case .tcp(let host, let port):
                let tcp = bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
                _ = try await tcp.connect(host: host, port: port).get()
            }
        } catch {
            let error = OpenFlowSessionError.unavailable(address, "connect to", error)
            promise.fail(error)
            throw error
        }
        return try await promise.futureResult.get()
    }
}
