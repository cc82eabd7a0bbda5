/// The eight bytes that every message starts with (OpenFlow 1.3.5 § 7.1).
public struct MessageHeader: Hashable, Sendable {
    public static let byteCount = 8

    public var version: OpenFlowVersion
    public var type: MessageType
    /// The length of the message in bytes, the header included.
    public var length: UInt16
    public var transaction: TransactionID

    public init(version: OpenFlowVersion, type: MessageType, length: UInt16, transaction: TransactionID) {
        self.version = version
        self.type = type
        self.length = length
        self.transaction = transaction
    }

    /// Reads the header in front of `bytes`; more bytes may follow.
    ///
    /// - Throws: `truncated` for fewer than eight bytes.
    public static func decode(_ bytes: RawSpan) throws(OpenFlowError) -> MessageHeader {
        var cursor = ByteCursor(bytes)
        return try MessageHeader(bytes, &cursor)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        version = OpenFlowVersion(rawValue: try cursor.uint8(bytes))
        type = MessageType(rawValue: try cursor.uint8(bytes))
        length = try cursor.uint16(bytes)
        transaction = TransactionID(rawValue: try cursor.uint32(bytes))
    }
}

/// Cuts a stream of bytes into messages.
public enum MessageFraming {
    /// The length of the message that starts with the first of `bytes`, whether or not all of it is there yet;
    /// `nil` with fewer than eight bytes.
    ///
    /// - Throws: `bad-length` where the header claims fewer than eight bytes. The stream has lost its place then,
    ///   and the connection must be closed.
    public static func length(ofMessageAt bytes: RawSpan) throws(OpenFlowError) -> Int? {
        guard bytes.byteCount >= MessageHeader.byteCount else { return nil }
        let length = Int(try MessageHeader.decode(bytes).length)
        guard length >= MessageHeader.byteCount else {
            throw OpenFlowError(.badLength, "a message of \(length) bytes cannot hold its own header", offset: 2)
        }
        return length
    }
}
