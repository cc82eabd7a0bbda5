/// Why a linear program could not be solved or read. That a program has no solution is not an error but a
/// ``LinearProgramResult/Status-swift.enum``.
///
/// Two errors are equal when their code and place are.
public struct LinearProgramError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure; open, because a solver of your own may add kinds.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A cost, coefficient or bound is not a number, or is infinite where it must not be.
        public static let invalidNumber = Code(rawValue: "invalidNumber")
        /// A lower bound lies above its upper bound.
        public static let invalidBounds = Code(rawValue: "invalidBounds")
        /// A row names a variable that the program does not have.
        public static let unknownVariable = Code(rawValue: "unknownVariable")
        /// A row names a variable twice.
        public static let duplicateTerm = Code(rawValue: "duplicateTerm")
        /// An arc names a node that the network does not have.
        public static let unknownNode = Code(rawValue: "unknownNode")
        /// A file does not follow its format.
        public static let invalidSyntax = Code(rawValue: "invalidSyntax")
        /// A file uses a name that it has not introduced.
        public static let unknownName = Code(rawValue: "unknownName")
        /// A file introduces a name twice, or gives the same coefficient twice.
        public static let duplicateName = Code(rawValue: "duplicateName")
        /// A file asks for something that is no linear program, such as whole numbers.
        public static let unsupported = Code(rawValue: "unsupported")
        /// The program exceeds what the solver can hold.
        public static let tooLarge = Code(rawValue: "tooLarge")
        /// Rounding errors left the solver without an answer that satisfies the bounds.
        public static let numericalTrouble = Code(rawValue: "numericalTrouble")
        /// The solver is not part of this build.
        public static let solverUnavailable = Code(rawValue: "solverUnavailable")
        /// The solver library failed; the message is its own.
        public static let solverFailed = Code(rawValue: "solverFailed")
    }

    public let code: Code
    /// What is wrong and what to do about it.
    public let message: String
    /// The variable, row or line at fault, when it is one.
    public let place: LinearProgram.Place?

    public init(_ code: Code, _ message: String, at place: LinearProgram.Place? = nil) {
        self.code = code
        self.message = message
        self.place = place
    }

    public var description: String {
        place.map { "\($0): \(message)" } ?? message
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code && left.place == right.place
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(code)
        hasher.combine(place)
    }
}
