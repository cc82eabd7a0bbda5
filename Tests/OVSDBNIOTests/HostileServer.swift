import Foundation
import NIOCore
import NIOPosix
import OVSDBNIO
import Synchronization

/// A server on a socket that says given bytes as soon as somebody connects, and keeps what it hears.
final class HostileServer: Sendable {
    private let heard = Mutex<[UInt8]>([])
    let path = "/tmp/stratos-hostile-\(UUID().uuidString.prefix(8)).sock"

    var address: OVSDBAddress { .unix(path: path) }
    var text: String { String(decoding: heard.withLock { $0 }, as: UTF8.self) }

    static func run<T>(
        greeting: String = "", reply: String = "", closes: Bool = false, _ body: (HostileServer) async throws -> T
    ) async throws -> T {
        let server = HostileServer()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = Handler(server: server, greeting: greeting, reply: reply, closes: closes)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(unixDomainSocketPath: server.path).get()
        defer { try? FileManager.default.removeItem(atPath: server.path) }
        do {
            let result = try await body(server)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        let server: HostileServer
        let greeting: String
        let reply: String
        let closes: Bool

        init(server: HostileServer, greeting: String, reply: String, closes: Bool) {
            (self.server, self.greeting, self.reply, self.closes) = (server, greeting, reply, closes)
        }

        func channelActive(context: ChannelHandlerContext) {
            say(greeting, context)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            server.heard.withLock { $0 += Array(unwrapInboundIn(data).readableBytesView) }
            say(reply, context)
            if closes { context.close(promise: nil) }
        }

        private func say(_ text: String, _ context: ChannelHandlerContext) {
            guard !text.isEmpty else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }
    }
}
