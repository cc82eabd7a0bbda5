/// Why a simulation cannot be run, or has broken off.
public struct ChainSimulationError: Error, Hashable, Sendable, CustomStringConvertible {
    public let code: Code
    /// What is wrong, where, and what to do about it.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The stable name of a kind of error.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A configuration that asks for nothing or for too much.
        public static let badConfiguration = Code(rawValue: "bad-configuration")
        /// A switch did not take what a steering method told it.
        public static let messageRefused = Code(rawValue: "message-refused")
        /// A policy could not be composed.
        public static let compositionFailed = Code(rawValue: "composition-failed")
    }

    public var description: String { "\(message) [\(code.rawValue)]" }
}
