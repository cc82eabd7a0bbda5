internal import NIOCore
internal import NIOPosix

/// Binds addresses and hands what connects to a switchboard.
struct ListeningSocket {
    let group: any EventLoopGroup
    let switchboard: Switchboard

    func bind(_ address: OpenFlowAddress) async throws -> (OpenFlowAddress, any Channel) {
        do {
            switch address {
            case .unix(let path):
                try await SocketFile.removeStale(path, on: group)
                return (address, try await bootstrap(isTCP: false).bind(unixDomainSocketPath: path).get())
            case .tcp(let host, let port):
                let channel = try await bootstrap(isTCP: true).bind(host: host, port: port).get()
                return (.tcp(host: host, port: channel.localAddress?.port ?? port), channel)
            }
        } catch let error as OpenFlowSessionError {
            throw error
        } catch {
            throw OpenFlowSessionError.unavailable(address, "listen on", error)
        }
    }

    private func bootstrap(isTCP: Bool) -> ServerBootstrap {
        let switchboard = switchboard
        var bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.writeBufferWaterMark, value: switchboard.setup.options)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try switchboard.accept(channel) }
            }
        if isTCP {
            bootstrap = bootstrap.serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        }
        return bootstrap
    }
}
