/// Cuts a stream of bytes into JSON texts.
///
/// OVSDB peers send JSON objects back to back, with nothing between them and no length in front (RFC 7047 § 4), and
/// the transport may deliver them in any pieces. The framer looks at brackets and strings only; whether a text is
/// good JSON is for ``JSONValue/init(parsing:depthLimit:)`` to say.
///
/// ```swift
/// var framer = JSONFramer()
/// framer.append(bytes)
/// while let text = try framer.nextText() { handle(try JSONValue(parsing: text)) }
/// ```
///
/// After an error the stream has no known boundary any more: close the connection.
public struct JSONFramer: Sendable {
    /// The number of bytes a text may have unless said otherwise: 64 MiB, enough for the first reply of a large
    /// database.
    public static let defaultSizeLimit = 64 << 20

    /// The number of bytes that a text may have.
    public let sizeLimit: Int

    private var buffer: [UInt8] = []
    /// Where the current text begins in `buffer`; what is before it has been handed out.
    private var start = 0
    /// The first byte that was not looked at yet, so that no byte is scanned twice.
    private var scanned = 0
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    public init(sizeLimit: Int = defaultSizeLimit) {
        self.sizeLimit = sizeLimit
    }

    /// The number of bytes that wait for the rest of their text.
    public var pendingByteCount: Int { buffer.count - start }

    /// Adds bytes that arrived.
    public mutating func append(_ bytes: some Sequence<UInt8>) {
        compact()
        buffer.append(contentsOf: bytes)
    }

    /// The next complete text, or nil when more bytes are needed.
    ///
    /// - Throws: `.invalidJSON` when something other than an object or array begins a text, `.tooLarge` when a text
    ///   exceeds ``sizeLimit``.
    public mutating func nextText() throws(OVSDBError) -> [UInt8]? {
        while scanned < buffer.count {
            let byte = buffer[scanned]
            scanned += 1
            if try step(over: byte) { return takeText() }
            guard scanned - start <= sizeLimit else {
                throw OVSDBError(
                    .tooLarge, "a JSON text has more than \(sizeLimit) bytes; raise the limit or ask for less")
            }
        }
        return nil
    }

    /// Looks at one byte and says whether it ends the text.
    private mutating func step(over byte: UInt8) throws(OVSDBError) -> Bool {
        if isInString {
            stepInString(over: byte)
            return false
        }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            guard depth > 0 else { throw unexpected(byte) }
            depth -= 1
            return depth == 0
        case UInt8(ascii: "\"") where depth > 0:
            isInString = true
        case 0x20, 0x09, 0x0A, 0x0D:
            if depth == 0 { start = scanned }
        default:
            guard depth > 0 else { throw unexpected(byte) }
        }
        return false
    }

    private mutating func stepInString(over byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
        }
    }

    private mutating func takeText() -> [UInt8] {
        let text = Array(buffer[start..<scanned])
        start = scanned
        return text
    }

    /// Frees what was handed out, when that is most of the buffer, so that a byte is moved O(1) times.
    private mutating func compact() {
        guard start > 0, start >= buffer.count / 2 else { return }
        buffer.removeFirst(start)
        scanned -= start
        start = 0
    }

    private func unexpected(_ byte: UInt8) -> OVSDBError {
        OVSDBError(
            .invalidJSON, "\(JSONParser.name(of: byte)) does not begin a message; is the peer an OVSDB server?",
            offset: scanned - 1)
    }
}
