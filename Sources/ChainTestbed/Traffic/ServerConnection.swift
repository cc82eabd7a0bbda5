internal import Glibc

/// One accepted connection: reads a request, then writes its reply, then reads again.
final class ServerConnection {
    private enum State {
        /// So much of a header has come.
        case header([UInt8])
        /// So many bytes of the request are still to come.
        case request(ExchangeHeader, remaining: Int)
        /// What is left of the reply: bytes of its header, then filler.
        case reply(head: [UInt8], filler: Int)
        case closed
    }

    private let descriptor: FileDescriptor
    private var state = State.header([])

    init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    var isWriting: Bool {
        if case .reply = state { true } else { false }
    }

    var isClosed: Bool {
        if case .closed = state { true } else { false }
    }

    /// Goes on as far as the socket allows and returns how many replies were completed.
    ///
    /// - Parameter buffer: filler to write from; its content is overwritten and does not matter.
    func advance(with buffer: inout [UInt8]) -> Int {
        var answered = 0
        while true {
            switch state {
            case .closed: return answered
            case .header, .request:
                guard receive(into: &buffer) else { return answered }
            case .reply(let head, let filler):
                guard send(head, filler, with: &buffer) else { return answered }
                if case .header = state { answered += 1 }
            }
        }
    }

    /// False when nothing more can be read now, or ever.
    private func receive(into buffer: inout [UInt8]) -> Bool {
        // Never past the end of the request: the client sends the next one after our reply only.
        let wanted =
            switch state {
            case .header(let head): ExchangeHeader.size - head.count
            case .request(_, let remaining): min(remaining, buffer.count)
            case .reply, .closed: 0
            }
        let count = buffer.withUnsafeMutableBytes { recv(descriptor.number, $0.baseAddress, wanted, 0) }
        guard count > 0 else {
            if count == 0 || (errno != EAGAIN && errno != EINTR) { state = .closed }
            return false
        }
        take(count, of: buffer)
        return true
    }

    private func take(_ count: Int, of buffer: [UInt8]) {
        switch state {
        case .header(let former):
            let head = former + buffer[..<count]
            guard head.count == ExchangeHeader.size else { return state = .header(head) }
            guard let header = ExchangeHeader(head) else { return state = .closed }
            expect(Int(header.requestBytes) - ExchangeHeader.size, of: header)
        case .request(let header, let remaining): expect(remaining - count, of: header)
        case .reply, .closed: break
        }
    }

    private func expect(_ remaining: Int, of header: ExchangeHeader) {
        if remaining > 0 {
            state = .request(header, remaining: remaining)
        } else {
            let head = header.message(of: UInt32(ExchangeHeader.size))
            state = .reply(head: head, filler: Int(header.replyBytes) - head.count)
        }
    }

    /// False when the socket takes no more now. Head and filler go out in one call: a small reply is one packet.
    private func send(_ head: [UInt8], _ filler: Int, with buffer: inout [UInt8]) -> Bool {
        buffer.replaceSubrange(0..<head.count, with: head)
        let length = min(buffer.count, head.count + filler)
        let count = buffer.withUnsafeBytes {
            Glibc.send(descriptor.number, $0.baseAddress, length, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else {
            if errno != EAGAIN && errno != EINTR { state = .closed }
            return false
        }
        let left = head.count + filler - count
        let restOfHead = Array(head.dropFirst(count))
        state = left == 0 ? .header([]) : .reply(head: restOfHead, filler: left - restOfHead.count)
        return true
    }
}
