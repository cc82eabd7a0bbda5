/// Why a distribution problem makes no sense or could not be solved. That it has no solution is not an error but a
/// ``DistributionResult``.
///
/// Two errors are equal when their code and place are.
public struct DistributionError: Error, Hashable, Sendable, CustomStringConvertible {
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A number is not a number, infinite or out of its range.
        public static let invalidNumber = Code(rawValue: "invalidNumber")
        /// A site that the problem does not have.
        public static let unknownSite = Code(rawValue: "unknownSite")
        /// A rack or link that the cloud does not have.
        public static let unknownRack = Code(rawValue: "unknownRack")
        /// Something is named twice.
        public static let duplicate = Code(rawValue: "duplicate")
        /// A chain without positions, a position without instances, sources or sinks missing.
        public static let empty = Code(rawValue: "empty")
        /// Costs or limits speak of switches, and the problem has no tree.
        public static let noTree = Code(rawValue: "noTree")
        /// The solver that was asked failed; the message is its own.
        public static let solverFailed = Code(rawValue: "solverFailed")
    }

    public let code: Code
    /// What is wrong and what to do about it.
    public let message: String
    /// The field at fault, such as `chains[0].positions[1].gain`.
    public let field: String

    public init(_ code: Code, _ message: String, at field: String) {
        self.code = code
        self.message = message
        self.field = field
    }

    public var description: String { field.isEmpty ? message : "\(field): \(message)" }

    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code && left.field == right.field
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(code)
        hasher.combine(field)
    }
}
