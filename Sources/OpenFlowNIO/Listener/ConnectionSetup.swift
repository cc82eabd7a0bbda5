internal import Logging
internal import NIOCore

/// Makes a channel an OpenFlow connection; listener and connector share it.
struct ConnectionSetup: Sendable {
    let configuration: SessionConfiguration
    let logger: Logger

    var options: ChannelOptions.Types.WriteBufferWaterMark {
        let low = max(1, configuration.writeBufferLowWatermark)
        return .init(low: low, high: max(low, configuration.writeBufferHighWatermark))
    }

    /// To be called on the channel's event loop.
    func install(_ observer: ConnectionObserver, in channel: any Channel, peer: String) throws {
        var logger = logger
        logger[metadataKey: "peer"] = "\(peer)"
        let handler = ConnectionHandler(
            configuration: configuration, peer: peer, logger: logger, observer: observer)
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    static func name(of address: SocketAddress?, number: ConnectionNumber) -> String {
        switch address {
        case .v4, .v6:
            "\(address?.ipAddress ?? "?"):\(address?.port ?? 0)"
        default: "unix socket, connection \(number.rawValue)"
        }
    }
}

extension OpenFlowSessionError {
    /// A bind or connect that failed, in words.
    static func unavailable(_ address: OpenFlowAddress, _ verb: String, _ cause: any Error) -> OpenFlowSessionError {
        OpenFlowSessionError(.addressUnavailable, "cannot \(verb) \(address): \(cause)")
    }
}
