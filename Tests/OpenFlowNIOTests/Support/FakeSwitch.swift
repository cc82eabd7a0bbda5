import NIOCore
import NIOPosix
import NetworkTypes
import OpenFlow
import Synchronization

@testable import OpenFlowNIO

/// A peer that answers as it is told and remembers what it was asked.
final class FakeSwitch: Sendable {
    typealias Answer = @Sendable (Message) -> [Message]

    private let channel: any Channel
    private let log: Log

    /// Connects to a unix socket. Without an answer it is silent; it never sends anything by itself.
    static func connect(to path: String, answer: @escaping Answer = { _ in [] }) async throws -> FakeSwitch {
        try await connect(answer) { try await $0.connect(unixDomainSocketPath: path).get() }
    }

    /// Connects to a TCP port of this machine.
    static func connect(port: Int, answer: @escaping Answer = { _ in [] }) async throws -> FakeSwitch {
        try await connect(answer) { try await $0.connect(host: "127.0.0.1", port: port).get() }
    }

    private static func connect(
        _ answer: @escaping Answer, _ open: (ClientBootstrap) async throws -> any Channel
    ) async throws -> FakeSwitch {
        let log = Log()
        let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Peer(log: log, answer: answer))
                }
            }
        return FakeSwitch(try await open(bootstrap), log)
    }

    /// One that behaves: hello, features, ports, echo, barrier.
    static func polite(_ datapath: DatapathID, and more: @escaping Answer = { _ in [] }) -> Answer {
        { message in
            let (xid, body) = (message.transaction, message.body)
            switch body {
            case .hello: return [Message(xid, .hello(Hello(versions: [.v1_0, .v1_3])))]
            case .featuresRequest:
                return [Message(xid, .featuresReply(FeaturesReply(datapath: datapath, tableCount: 9)))]
            case .multipartRequest(let request) where request.body == .portDescription:
                return [Message(xid, .multipartReply(MultipartReply(.portDescription([port(1), port(2)]))))]
            case .echoRequest(let data): return more(message) + [Message(xid, .echoReply(data))]
            case .barrierRequest:
                let answers = more(message)
                return answers.isEmpty ? [Message(xid, .barrierReply)] : answers
            default: return more(message)
            }
        }
    }

    static func port(_ number: PortNumber) -> PortDescription {
        PortDescription(number: number, hardwareAddress: MACAddress(rawValue: 1), name: FixedText("p\(number)"))
    }

    private init(_ channel: any Channel, _ log: Log) {
        self.channel = channel
        self.log = log
    }

    var received: [Message] { log.messages.withLock { $0 } }
    var isClosed: Bool { !channel.isActive }

    func send(_ messages: Message...) async throws {
        var bytes: [UInt8] = []
        for message in messages { try message.append(to: &bytes, version: .v1_3) }
        try await send(bytes)
    }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    func close() async { try? await channel.close() }

    /// Stops reading what the controller writes, or begins again.
    func setReading(_ isOn: Bool) async throws {
        try await channel.setOption(.autoRead, value: isOn).get()
    }

    final class Log: Sendable {
        let messages = Mutex<[Message]>([])
    }

    private final class Peer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let log: Log
        private let answer: Answer
        private var frames = FrameDecoder(maximumLength: 65535)

        init(log: Log, answer: @escaping Answer) {
            self.log = log
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            frames.feed(unwrapInboundIn(data))
            var bytes: [UInt8] = []
            while let frame = try? frames.next(), let message = try? Message.decode(frame.readableBytesSpan) {
                log.messages.withLock { $0.append(message) }
                for reply in answer(message) { try? reply.append(to: &bytes, version: .v1_3) }
            }
            guard !bytes.isEmpty else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        }
    }
}

/// Asks again and again until the answer is yes; false when five seconds have gone.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<500 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}

/// A listener on a socket of its own.
func withUnixListener<R>(
    _ change: (inout SessionConfiguration) -> Void = { _ in }, _ body: (OpenFlowListener, String) async throws -> R
) async throws -> R {
    var configuration = SessionConfiguration()
    change(&configuration)
    let path = "/tmp/ofnio-\(UInt64.random(in: 0 ... .max)).sock"
    return try await OpenFlowListener.withListener(on: [.unix(path: path)], configuration: configuration) {
        try await body($0, path)
    }
}

extension OpenFlowListener {
    /// The next event, or `nil` after five seconds.
    func nextEvent() async throws -> ListenerEvent? {
        try await withThrowingTaskGroup(of: ListenerEvent?.self) { tasks in
            let events = events
            tasks.addTask {
                for await event in events { return event }; return nil
            }
            tasks.addTask {
                try await Task.sleep(for: .seconds(5)); return nil
            }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? nil
        }
    }

    /// Why the next connection was refused.
    func nextRefusal() async throws -> OpenFlowSessionError? {
        guard case .refused(_, let error) = try await nextEvent() else { return nil }
        return error
    }
}
