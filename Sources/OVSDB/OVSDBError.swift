/// Why a value of this module could not be read, written or built.
///
/// `code` is for programs, `message` for people: it says what is wrong, where, and what to do.
/// Text that came from a peer is never trusted: whatever it holds, the outcome is this error and not a trap.
///
/// ```swift
/// do {
///     let value = try JSONValue(parsing: bytes)
/// } catch where error.code == .invalidJSON {
///     print(error)  // "invalid JSON at byte 17: ..."
/// }
/// ```
public struct OVSDBError: Error, Hashable, Sendable {
    /// The kind of a failure. Open, so that a later version may add kinds.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The bytes are not JSON (RFC 8259).
        public static let invalidJSON = Code(rawValue: "invalid JSON")
        /// The JSON is nested deeper than allowed.
        public static let tooDeep = Code(rawValue: "JSON too deep")
        /// A JSON text is longer than allowed.
        public static let tooLarge = Code(rawValue: "JSON text too large")
        /// The JSON is well formed but is not the RFC 7047 notation that was expected.
        public static let invalidNotation = Code(rawValue: "invalid notation")
        /// The JSON is not a JSON-RPC 1.0 message.
        public static let invalidMessage = Code(rawValue: "invalid message")
        /// A table or column is needed that the replica does not follow.
        public static let notMonitored = Code(rawValue: "not monitored")
        /// A bridge is named that neither exists nor is created by the transaction.
        public static let unknownBridge = Code(rawValue: "unknown bridge")
        /// What is wanted contradicts what exists, for example a port on another bridge.
        public static let conflict = Code(rawValue: "conflict")
    }

    /// The kind of failure.
    public var code: Code
    /// What is wrong and what to do about it, without the location.
    public var message: String
    /// The byte at which the text went wrong, counted from 0, when the input was text.
    public var offset: Int?
    /// Where in a JSON value the mistake is, outermost first, for example `["row", "ports"]`.
    public var path: [String]

    public init(_ code: Code, _ message: String, offset: Int? = nil, path: [String] = []) {
        self.code = code
        self.message = message
        self.offset = offset
        self.path = path
    }
}

extension OVSDBError: CustomStringConvertible {
    public var description: String {
        var place = ""
        if let offset { place += " at byte \(offset)" }
        if !path.isEmpty { place += " in " + path.joined(separator: ".") }
        return "\(code.rawValue)\(place): \(message)"
    }
}

/// Runs `body` and, when it fails, adds `component` in front of the error's path.
func located<T>(_ component: String, _ body: () throws(OVSDBError) -> T) throws(OVSDBError) -> T {
    do {
        return try body()
    } catch {
        var error = error
        error.path.insert(component, at: 0)
        throw error
    }
}
