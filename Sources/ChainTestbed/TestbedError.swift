/// What went wrong in the testbed: a code to branch on and a message that says where and what to do.
public struct TestbedError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure; open, so that later versions can add kinds.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The machine cannot run a testbed: not Linux, not root, or a program is missing.
        public static let unsupported = Code(rawValue: "unsupported")
        /// A name, address or number in a specification cannot be used.
        public static let badSpecification = Code(rawValue: "bad-specification")
        /// Something of that name exists already.
        public static let alreadyExists = Code(rawValue: "already-exists")
        /// No host, endpoint, box or testbed of that name.
        public static let notFound = Code(rawValue: "not-found")
        /// A program that the testbed runs ended with an error.
        public static let commandFailed = Code(rawValue: "command-failed")
        /// Something did not happen in its time.
        public static let timedOut = Code(rawValue: "timed-out")
        /// A call to the operating system failed.
        public static let system = Code(rawValue: "system")
        /// A capture file is not what it should be.
        public static let badCapture = Code(rawValue: "bad-capture")
    }

    public var code: Code
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "\(code.rawValue): \(message)" }
}
