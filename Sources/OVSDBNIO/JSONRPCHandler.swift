internal import NIOCore
internal import OVSDB

/// Cuts what arrives into messages, hands them to the connection, and notices when the peer is silent or gone.
final class JSONRPCHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: JSONRPCConnection
    private var framer: JSONFramer
    private var isProbing = false

    init(connection: JSONRPCConnection) {
        self.connection = connection
        framer = JSONFramer(sizeLimit: connection.configuration.messageSizeLimit)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isProbing = false
        framer.append(unwrapInboundIn(data).readableBytesView)
        do {
            while let text = try framer.nextText() {
                try connection.receive(try JSONRPCMessage(json: try JSONValue(parsing: text)))
            }
        } catch {
            fail(context, .protocolViolation, "\(connection.address) sent what is not OVSDB: \(error)")
        }
    }

    /// The peer was silent for the time of the inactivity probe.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .some(.read) = event as? IdleStateHandler.IdleStateEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        if isProbing {
            fail(context, .connectionLost, "\(connection.address) does not answer any more; is the server stopped?")
        } else {
            isProbing = true
            connection.send(.request(id: "echo", method: "echo", parameters: []))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        connection.end(
            because: OVSDBClientError(
                .connectionLost, "\(connection.address) closed the connection; is the server still running?"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(context, .connectionLost, "the connection to \(connection.address) broke: \(error)")
    }

    private func fail(_ context: ChannelHandlerContext, _ code: OVSDBClientError.Code, _ message: String) {
        connection.end(because: OVSDBClientError(code, message))
        context.close(promise: nil)
    }
}
