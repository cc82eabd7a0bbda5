internal import CNetworkNamespace
internal import Glibc
internal import Synchronization

/// The event loop of a server: one thread, so that on a small machine its work is as short as it can be.
///
/// Unchecked, because it is handed from the thread that makes it to the one that turns it, and used by no other.
final class TrafficServerLoop: @unchecked Sendable {
    private let poller: FileDescriptor
    private let listener: FileDescriptor
    private let datagrams: FileDescriptor
    private let counters: ServerCounters
    private var connections: [Int32: ServerConnection] = [:]
    private var events = [epoll_event](repeating: epoll_event(), count: 256)
    private var buffer = [UInt8](repeating: UInt8(ascii: "."), count: 65_536)

    /// Listens in the namespace of the calling thread, in the family of the given address.
    init(port: UInt16, like address: String, counters: ServerCounters) throws {
        self.counters = counters
        let made = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard made >= 0 else { throw TestbedError.system("cannot make an epoll descriptor") }
        poller = FileDescriptor(made)
        let every = try SocketAddress.any(like: address, port: port)
        listener = try Self.bound(Int32(SOCK_STREAM.rawValue), every)
        datagrams = try Self.bound(Int32(SOCK_DGRAM.rawValue), every)
        guard listen(listener.number, 4096) == 0 else { throw TestbedError.system("cannot listen on port \(port)") }
        watch(listener.number, EPOLLIN, EPOLL_CTL_ADD)
        watch(datagrams.number, EPOLLIN, EPOLL_CTL_ADD)
    }

    /// Handles what happens until the time is over, at least once.
    func turn(for limit: Duration) {
        let end = MonotonicTime.now + limit
        repeat {
            let count = epoll_wait(poller.number, &events, Int32(events.count), end.pollTimeout)
            for index in 0..<max(0, Int(count)) { handle(events[index].data.fd) }
        } while MonotonicTime.now < end
    }

    private func handle(_ descriptor: Int32) {
        switch descriptor {
        case listener.number: accept()
        case datagrams.number: answerDatagrams()
        default: serve(descriptor)
        }
    }

    private func accept() {
        while true {
            let accepted = Glibc.accept(listener.number, nil, nil)
            guard accepted >= 0 else { return }
            _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
            _ = fcntl(accepted, F_SETFL, O_NONBLOCK)
            SocketOption.sendAtOnce(accepted)
            connections[accepted] = ServerConnection(FileDescriptor(accepted))
            counters.accepted.wrappingAdd(1, ordering: .relaxed)
            watch(accepted, EPOLLIN, EPOLL_CTL_ADD)
        }
    }

    private func serve(_ descriptor: Int32) {
        guard let connection = connections[descriptor] else { return }
        let wasWriting = connection.isWriting
        let answered = connection.advance(with: &buffer)
        counters.answered.wrappingAdd(answered, ordering: .relaxed)
        if connection.isClosed {
            connections[descriptor] = nil
        } else if connection.isWriting != wasWriting {
            watch(descriptor, connection.isWriting ? EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD)
        }
    }

    private func answerDatagrams() {
        while true {
            var peer = sockaddr_storage()
            var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let (received, sent) = withUnsafeMutablePointer(to: &peer) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { answerDatagram(from: $0, &size) }
            }
            guard received else { return }
            if sent { counters.answered.wrappingAdd(1, ordering: .relaxed) }
        }
    }

    private func answerDatagram(
        from peer: UnsafeMutablePointer<sockaddr>, _ size: inout socklen_t
    ) -> (received: Bool, sent: Bool) {
        let count = buffer.withUnsafeMutableBytes {
            recvfrom(datagrams.number, $0.baseAddress, $0.count, 0, peer, &size)
        }
        guard count >= 0 else { return (false, false) }
        // A part of a request is none.
        guard let header = ExchangeHeader(buffer[..<count]), header.requestBytes == count else { return (true, false) }
        let reply = header.message(of: min(header.replyBytes, ExchangeSize.largestDatagram))
        return (true, sendto(datagrams.number, reply, reply.count, 0, peer, size) == reply.count)
    }

    private func watch(_ descriptor: Int32, _ event: EPOLL_EVENTS, _ operation: Int32) {
        var change = epoll_event()
        change.events = event.rawValue
        change.data.fd = descriptor
        _ = epoll_ctl(poller.number, operation, descriptor, &change)
    }

    private static func bound(_ type: Int32, _ address: SocketAddress) throws -> FileDescriptor {
        let made = socket(address.family, type | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard made >= 0 else { throw TestbedError.system("cannot make a socket") }
        let descriptor = FileDescriptor(made)
        SocketOption.reuseAddress(made)
        if address.family == AF_INET6 { SocketOption.refuseIPv4(made) }
        guard address.withPointer({ bind(made, $0, $1) }) == 0 else {
            throw TestbedError.system("cannot bind the server's port")
        }
        return descriptor
    }
}
