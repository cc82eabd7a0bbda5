/// Why bytes are no OpenFlow message, or a value cannot become one.
///
/// The code is stable and meant for programs; the message tells a person what is wrong and what to do.
///
/// ```swift
/// do { message = try Message.decode(bytes) } catch { if error.code == .badLength { … } }
/// ```
public struct OpenFlowError: Error, Hashable, Sendable, CustomStringConvertible {
    public let code: Code
    public let message: String
    /// The position of the offending byte from the start of the message; `nil` where a value could not be encoded.
    public let offset: Int?

    public init(_ code: Code, _ message: String, offset: Int? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    public var description: String {
        let place = offset.map { " at byte \($0)" } ?? ""
        return "\(code.rawValue)\(place): \(message)"
    }

    /// The reason, named as the specification's own error codes are (OpenFlow 1.3.5 § 7.4.4).
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Fewer bytes than the message or a part of it announces.
        public static let truncated = Code(rawValue: "truncated")
        /// A length that the specification does not allow, or that disagrees with what it spans.
        public static let badLength = Code(rawValue: "bad-length")
        /// Bytes behind the end of the message.
        public static let trailingBytes = Code(rawValue: "trailing-bytes")
        /// A version, or a message in a version, that this codec does not speak.
        public static let unsupportedVersion = Code(rawValue: "unsupported-version")
        /// More bytes than the 65,535 that one message may have.
        public static let messageTooLong = Code(rawValue: "message-too-long")
        public static let badMatchType = Code(rawValue: "bad-match-type")
        /// A field without the fields that must come before it.
        public static let badPrerequisite = Code(rawValue: "bad-prerequisite")
        public static let duplicateField = Code(rawValue: "duplicate-field")
        /// A mask on a field that takes none.
        public static let badMask = Code(rawValue: "bad-mask")
        /// Bits of a value that its mask does not cover.
        public static let badWildcards = Code(rawValue: "bad-wildcards")
        /// A value that its field cannot hold.
        public static let badValue = Code(rawValue: "bad-value")
        public static let badAction = Code(rawValue: "bad-action")
        /// A set-field action with a mask, or with more or less than one field.
        public static let badSetField = Code(rawValue: "bad-set-field")
        public static let badInstruction = Code(rawValue: "bad-instruction")
        public static let duplicateInstruction = Code(rawValue: "duplicate-instruction")
        public static let badCommand = Code(rawValue: "bad-command")
        public static let badGroupType = Code(rawValue: "bad-group-type")
        public static let badBucket = Code(rawValue: "bad-bucket")
        public static let badRole = Code(rawValue: "bad-role")
        public static let badTable = Code(rawValue: "bad-table")
        public static let badPort = Code(rawValue: "bad-port")
        public static let badFlags = Code(rawValue: "bad-flags")
        public static let badBundle = Code(rawValue: "bad-bundle")
        /// A value that `ovs-ofctl` has no words for.
        public static let noText = Code(rawValue: "no-text")
    }
}
