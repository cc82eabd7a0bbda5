/// Messages to bytes and back (OpenFlow 1.3.5 § 7).
extension Message {
    /// The message in the form that it has in `version`.
    ///
    /// - Throws: `unsupported-version` where this codec does not know the message in that version (1.3 is complete);
    ///   `message-too-long` where it would exceed 65,535 bytes.
    public func encoded(version: OpenFlowVersion) throws(OpenFlowError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        try append(to: &bytes, version: version)
        return bytes
    }

    /// Appends the message to `bytes`; they are as they were where it throws.
    public func append(to bytes: inout [UInt8], version: OpenFlowVersion) throws(OpenFlowError) {
        throw OpenFlowError(.unsupportedVersion, "in preparation")
    }

    /// Reads exactly one message; `bytes` must end where it ends.
    ///
    /// - Throws: an ``OpenFlowError`` whose code names the reason; never traps, whatever the bytes.
    public static func decode(_ bytes: RawSpan) throws(OpenFlowError) -> Message {
        throw OpenFlowError(.unsupportedVersion, "in preparation")
    }

    /// As ``decode(_:)-RawSpan``, for an array.
    public static func decode(_ bytes: [UInt8]) throws(OpenFlowError) -> Message {
        try decode(bytes.span.bytes)
    }

    /// As ``decode(_:)-RawSpan``, for a part of an array.
    public static func decode(_ bytes: ArraySlice<UInt8>) throws(OpenFlowError) -> Message {
        try decode(bytes.span.bytes)
    }
}
