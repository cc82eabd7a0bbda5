/// Why the server refused an operation or a commit (`<error>`, RFC 7047 § 3.1).
public struct OperationFailure: Hashable, Sendable {
    /// The kind of refusal, as the server spells it.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        public static let referentialIntegrityViolation = Code(rawValue: "referential integrity violation")
        public static let constraintViolation = Code(rawValue: "constraint violation")
        public static let resourcesExhausted = Code(rawValue: "resources exhausted")
        public static let ioError = Code(rawValue: "I/O error")
        public static let duplicateUUIDName = Code(rawValue: "duplicate uuid-name")
        public static let domainError = Code(rawValue: "domain error")
        public static let rangeError = Code(rawValue: "range error")
        /// A `wait` did not come true in time.
        public static let timedOut = Code(rawValue: "timed out")
        public static let notSupported = Code(rawValue: "not supported")
        public static let aborted = Code(rawValue: "aborted")
        public static let notOwner = Code(rawValue: "not owner")
        /// The operation does not fit the schema, for example an unknown table (Open vSwitch).
        public static let syntaxError = Code(rawValue: "syntax error")
        public static let unknownDatabase = Code(rawValue: "unknown database")
        public static let canceled = Code(rawValue: "canceled")
    }

    public var code: Code
    /// The server's explanation, if it gave one.
    public var details: String?

    public init(_ code: Code, details: String? = nil) {
        self.code = code
        self.details = details
    }

    /// Reads an error: an object with `error` and `details`, or a bare string.
    ///
    /// - Throws: `.invalidNotation`.
    public init(json: JSONValue) throws(OVSDBError) {
        guard let text = json.stringValue ?? json["error"]?.stringValue else {
            throw OVSDBError(.invalidNotation, "an error is a string or an object with \"error\", found \(json.kind)")
        }
        self.init(Code(rawValue: text), details: json["details"]?.stringValue)
    }
}

extension OperationFailure: CustomStringConvertible {
    public var description: String {
        details.map { "\(code.rawValue): \($0)" } ?? code.rawValue
    }
}
