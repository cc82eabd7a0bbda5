/// What went wrong in the live system, and what to do about it.
///
/// Two errors are equal when their codes are.
public struct StratosError: Error, Sendable, CustomStringConvertible {
    public let code: Code
    /// What is wrong, where, and what to do.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The policy has mistakes; the message lists every one.
        public static let invalidPolicy = Code(rawValue: "invalid-policy")
        /// A switch that a plan needs is not connected.
        public static let switchMissing = Code(rawValue: "switch-missing")
        /// A switch refused a part of an update; everything done before was undone.
        public static let updateRefused = Code(rawValue: "update-refused")
        /// A switch refused a part of an update, and not everything could be undone.
        public static let updateTorn = Code(rawValue: "update-torn")
        /// A port that the policy names does not exist on its switch.
        public static let portMissing = Code(rawValue: "port-missing")
        /// A switch's database cannot be reached or refused what it was asked.
        public static let databaseFailed = Code(rawValue: "database-failed")
        /// No path passes the instances that were chosen.
        public static let pathMissing = Code(rawValue: "path-missing")
        /// A switch holds a rule that emulated switches cannot carry out.
        public static let ruleNotEmulated = Code(rawValue: "rule-not-emulated")
        /// There is no earlier policy to go back to.
        public static let nothingBefore = Code(rawValue: "nothing-before")
        /// A record of a plan does not fit the policy.
        public static let recordMismatch = Code(rawValue: "record-mismatch")
        /// Packets of an instance cannot be copied.
        public static let notSampled = Code(rawValue: "not-sampled")
        /// The connections of a switch cannot be read.
        public static let conntrackUnavailable = Code(rawValue: "conntrack-unavailable")
    }

    public var description: String { "\(message) [\(code.rawValue)]" }
}

extension StratosError: Hashable {
    public static func == (a: StratosError, b: StratosError) -> Bool { a.code == b.code }
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
