import Foundation
import Glibc
import OpenFlow

/// A switch that agrees to everything and keeps what it is told, so that a test sees the bytes `ovs-ofctl` makes.
final class RecordingSwitch: Sendable {
    struct Failure: Error { let text: String }

    private let path: String
    private let listener: Int32

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("of-\(UUID().uuidString.prefix(8))").path
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, listen(listener, 4) == 0 else { throw Failure(text: "cannot listen at \(path)") }
    }

    deinit {
        close(listener)
        unlink(path)
    }

    /// Where `ovs-ofctl` finds it.
    var target: String { "unix:\(path)" }

    /// Serves connection after connection, for `ovs-ofctl` makes several, until the task is cancelled or ten seconds have
    /// passed; returns the raw messages but those of the session.
    func serve() async throws -> [[UInt8]] {
        var recorded: [[UInt8]] = []
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            var ready = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            if poll(&ready, 1, 0) == 1 {
                recorded += try serveConnection()
            } else if Task.isCancelled {
                break
            } else {
                // When it is cancelled meanwhile, the sleep ends and the connections that wait are still served.
                try? await Task.sleep(for: .milliseconds(5))
            }
        }
        return recorded
    }

    private func serveConnection() throws -> [[UInt8]] {
        let connection = accept(listener, nil, nil)
        guard connection >= 0, fcntl(connection, F_SETFD, FD_CLOEXEC) == 0 else { throw Failure(text: "cannot accept") }
        defer { close(connection) }
        Self.limitWaiting(connection)
        try send(Message(1, .hello(Hello(versions: [.v1_3]))), connection)
        var buffer: [UInt8] = []
        var recorded: [[UInt8]] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(connection, &chunk, chunk.count)
            guard count > 0 else { return recorded }
            buffer += chunk[..<count]
            while let length = try MessageFraming.length(ofMessageAt: buffer.span.bytes), buffer.count >= length {
                let bytes = Array(buffer[..<length])
                buffer.removeFirst(length)
                if try answer(bytes, connection) == false { recorded.append(bytes) }
            }
        }
    }

    /// True for messages of the session, which are answered and forgotten.
    private func answer(_ bytes: [UInt8], _ connection: Int32) throws -> Bool {
        let message = try Message.decode(bytes)
        switch message.body {
        case .hello: return true
        case .echoRequest(let data): try send(Message(message.transaction, .echoReply(data)), connection)
        case .barrierRequest: try send(Message(message.transaction, .barrierReply), connection)
        case .bundleControl(var control):
            control.type = BundleControl.ControlType(rawValue: control.type.rawValue | 1)
            try send(Message(message.transaction, .bundleControl(control)), connection)
        default: return false
        }
        return true
    }

    private func send(_ message: Message, _ connection: Int32) throws {
        let bytes = try message.encoded(version: .v1_3)
        guard Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure(text: "cannot write")
        }
    }

    private static func limitWaiting(_ descriptor: Int32) {
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
}
