public import OVSDB

/// Why the client could not reach a server or carry out a request.
///
/// A transaction that the server refuses is no such error: it is a value, ``TransactionResult/failure``.
public struct OVSDBClientError: Error, Hashable, Sendable {
    /// The kind of failure. Open, so that a later version may add kinds.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// An address cannot be read.
        public static let invalidAddress = Code(rawValue: "invalid address")
        /// No connection could be made.
        public static let unreachable = Code(rawValue: "unreachable")
        /// The connection ended, or was closed, while it was needed.
        public static let connectionLost = Code(rawValue: "connection lost")
        /// An answer or a state did not come in time. Whether a request was carried out is unknown.
        public static let timedOut = Code(rawValue: "timed out")
        /// The server answered the request with an error.
        public static let refused = Code(rawValue: "refused")
        /// The server sent something that is not the protocol.
        public static let protocolViolation = Code(rawValue: "protocol violation")
    }

    /// The kind of failure.
    public var code: Code
    /// What is wrong, where, and what to do.
    public var message: String
    /// The server's reason, when the code is `.refused`.
    public var failure: OperationFailure?

    public init(_ code: Code, _ message: String, failure: OperationFailure? = nil) {
        self.code = code
        self.message = message
        self.failure = failure
    }

    /// True when the same may succeed on another connection.
    public var isConnectionFailure: Bool {
        code == .unreachable || code == .connectionLost || code == .protocolViolation
    }
}

extension OVSDBClientError: CustomStringConvertible {
    public var description: String { "\(code.rawValue): \(message)" }
}
