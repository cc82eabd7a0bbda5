internal import Glibc

/// A client's socket with a time-out on every call: the calling thread blocks, which keeps the clock readings close
/// to what happens on the wire.
final class BlockingSocket {
    private let descriptor: Int32
    private var scratch = [UInt8](repeating: 0, count: 65_536)

    /// A socket in the namespace that the calling thread is in.
    ///
    /// - Parameter family: `AF_INET` or `AF_INET6`.
    init(_ kind: TransportKind, family: Int32, timeout: Duration) throws(TrafficFailure) {
        let type = kind == .tcp ? Int32(SOCK_STREAM.rawValue) : Int32(SOCK_DGRAM.rawValue)
        descriptor = socket(family, type | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw TrafficFailure(number: errno) }
        let nanoseconds = max(timeout.nanoseconds, 1_000_000)
        var limit = timeval(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_usec: Int(nanoseconds % 1_000_000_000 / 1000))
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        if kind == .tcp { SocketOption.sendAtOnce(descriptor) }
    }

    deinit {
        _ = close(descriptor)
    }

    /// Sends from this address of the endpoint instead of the one that the kernel would choose.
    func bind(to address: SocketAddress) throws(TrafficFailure) {
        guard address.withPointer({ Glibc.bind(descriptor, $0, $1) }) == 0 else { throw TrafficFailure(number: errno) }
    }

    func connect(to address: SocketAddress) throws(TrafficFailure) {
        let code = address.withPointer { Glibc.connect(descriptor, $0, $1) }
        guard code == 0 else { throw TrafficFailure(number: errno) }
    }

    /// Sends all bytes.
    func send(_ bytes: [UInt8]) throws(TrafficFailure) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw TrafficFailure(number: errno) }
            sent += count
        }
    }

    /// Receives so many bytes, of which the header must come first, and checks that it is the expected one.
    func receive(_ expected: ExchangeHeader) throws(TrafficFailure) {
        var received = 0
        var head: [UInt8] = []
        while received < Int(expected.replyBytes) {
            let wanted = min(scratch.count, Int(expected.replyBytes) - received)
            let count = scratch.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, wanted, 0) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw count == 0 ? .closed : TrafficFailure(number: errno) }
            if head.count < ExchangeHeader.size { head += scratch[..<min(count, ExchangeHeader.size - head.count)] }
            received += count
        }
        guard ExchangeHeader(head) == expected else { throw .garbled }
    }

    /// Ends a TCP connection in order: our FIN, then the peer's.
    func finish() throws(TrafficFailure) {
        _ = shutdown(descriptor, Int32(SHUT_WR))
        while true {
            let count = scratch.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw TrafficFailure(number: errno) }
            if count == 0 { return }
        }
    }

    /// The port that the kernel chose for this end.
    var localPort: UInt16 {
        // The port is at the same place for both families.
        var address = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        return code == 0 ? UInt16(bigEndian: address.sin6_port) : 0
    }
}

enum SocketOption {
    /// Turns Nagle's algorithm off: a request must not wait for the acknowledgement of the one before.
    static func sendAtOnce(_ descriptor: Int32) {
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Leaves the port of a socket of IPv6 free for one of IPv4.
    static func refuseIPv4(_ descriptor: Int32) {
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    static func reuseAddress(_ descriptor: Int32) {
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    }
}
