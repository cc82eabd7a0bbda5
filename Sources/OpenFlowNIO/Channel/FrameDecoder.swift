internal import NIOCore

/// Cuts a byte stream into OpenFlow messages by the length in their headers (OpenFlow 1.3.5 § 7.1).
struct FrameDecoder {
    enum Failure: Error, Equatable {
        /// A length below that of the header.
        case tooShort(Int)
        /// A length above the limit.
        case tooLong(Int, limit: Int)
    }

    static let headerLength = 8

    private let maximumLength: Int
    private var buffer = ByteBuffer()

    init(maximumLength: Int) {
        self.maximumLength = max(Self.headerLength, maximumLength)
    }

    /// How many bytes of an unfinished message are kept.
    var pendingBytes: Int { buffer.readableBytes }

    mutating func feed(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next whole message, or `nil` until more bytes come.
    mutating func next() throws(Failure) -> ByteBuffer? {
        guard let word: UInt16 = buffer.getInteger(at: buffer.readerIndex + 2) else { return nil }
        let length = Int(word)
        guard length >= Self.headerLength else { throw .tooShort(length) }
        guard length <= maximumLength else { throw .tooLong(length, limit: maximumLength) }
        guard let frame = buffer.readSlice(length: length) else {
            if buffer.readerIndex > 0 { buffer.discardReadBytes() }
            return nil
        }
        return frame
    }

    mutating func clear() {
        buffer = ByteBuffer()
    }
}
