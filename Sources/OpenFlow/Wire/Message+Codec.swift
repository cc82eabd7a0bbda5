/// Messages to bytes and back (OpenFlow 1.3.5 § 7).
///
/// OpenFlow 1.3 is complete: what has no value of its own here is kept as bytes. Of 1.4, the messages that look as in
/// 1.3 are understood, with importance and native bundles. Hellos, errors and echoes are the same in every version.
extension Message {
    /// The message in the form that it has in `version`.
    ///
    /// ```swift
    /// let bytes = try Message(7, .barrierRequest).encoded(version: .v1_3)
    /// ```
    ///
    /// - Throws: `unsupported-version` where this codec does not know the message in that version;
    ///   `message-too-long` where it would exceed 65,535 bytes; `bad-action`, `bad-value`, `bad-port` or `bad-bundle`
    ///   for an action or a bundle that cannot be written.
    public func encoded(version: OpenFlowVersion) throws(OpenFlowError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        try append(to: &bytes, version: version)
        return bytes
    }

    /// Appends the message to `bytes`, as ``encoded(version:)`` writes it; they are as they were where it throws.
    public func append(to bytes: inout [UInt8], version: OpenFlowVersion) throws(OpenFlowError) {
        let start = bytes.count
        do {
            try body.append(to: &bytes, transaction: transaction, version: version)
        } catch {
            bytes.removeSubrange(start...)
            throw error
        }
    }

    /// Reads exactly one message; `bytes` must end where it ends.
    ///
    /// - Throws: an ``OpenFlowError`` whose code names the reason; never traps, whatever the bytes.
    /// - Complexity: O(n) in the number of bytes.
    public static func decode(_ bytes: RawSpan) throws(OpenFlowError) -> Message {
        var cursor = ByteCursor(bytes)
        let header = try MessageHeader(bytes, &cursor)
        let length = Int(header.length)
        guard length >= MessageHeader.byteCount else {
            throw OpenFlowError(.badLength, "a message of \(length) bytes cannot hold its own header", offset: 2)
        }
        guard bytes.byteCount >= length else {
            throw OpenFlowError(.truncated, "\(bytes.byteCount) bytes of \(length)", offset: bytes.byteCount)
        }
        guard bytes.byteCount == length else {
            throw OpenFlowError(.trailingBytes, "\(bytes.byteCount - length) bytes too many", offset: length)
        }
        let body = try Body(header, bytes, &cursor)
        guard cursor.isAtEnd else {
            throw OpenFlowError(.badLength, "\(header.type) ends before its length says", offset: cursor.offset)
        }
        return Message(header.transaction, body)
    }

    /// As ``decode(_:)-(RawSpan)``, for an array.
    public static func decode(_ bytes: [UInt8]) throws(OpenFlowError) -> Message {
        try decode(bytes.span.bytes)
    }

    /// As ``decode(_:)-(RawSpan)``, for a part of an array.
    public static func decode(_ bytes: ArraySlice<UInt8>) throws(OpenFlowError) -> Message {
        try decode(bytes.span.bytes)
    }
}
