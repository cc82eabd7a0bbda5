/// What is wrong with what becomes of a packet.
public struct Violation: Hashable, Sendable, CustomStringConvertible {
    public let code: Code
    /// What happened, where, and what should have happened.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "\(message) [\(code.rawValue)]" }

    /// The stable name of a kind of violation.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// It came to a box that is not the next one.
        public static let wrongOrder = Code(rawValue: "wrong-order")
        /// It came to an endpoint where it should not end, or not yet.
        public static let wrongEnd = Code(rawValue: "wrong-end")
        /// It came to nowhere though it belongs to a chain.
        public static let lost = Code(rawValue: "lost")
        /// It arrived more than once.
        public static let duplicated = Code(rawValue: "duplicated")
        /// It went round in circles.
        public static let loop = Code(rawValue: "loop")
        /// It came to something of another tenant.
        public static let escaped = Code(rawValue: "escaped")
        /// It left by a port, or for a tunnel, with nothing at the other end.
        public static let unattached = Code(rawValue: "unattached")
        /// A packet of no chain was sent on.
        public static let unclassified = Code(rawValue: "unclassified")
        /// A new flow came to an instance that takes none.
        public static let notActive = Code(rawValue: "not-active")
        /// A packet of a known flow changed what is remembered of the flow.
        public static let moved = Code(rawValue: "moved")
        /// It is remembered by the mark of a path that is gone, and never gets another.
        public static let stuck = Code(rawValue: "stuck")
        /// It arrived with a tag, or at a box that does not understand its encapsulation.
        public static let tagged = Code(rawValue: "tagged")
        /// It arrived under a link-layer address that is not the receiver's.
        public static let misaddressed = Code(rawValue: "misaddressed")
        /// Two rules of one priority match it, and do different things.
        public static let ambiguous = Code(rawValue: "ambiguous")
        /// A tap got no copy, or too many.
        public static let untapped = Code(rawValue: "untapped")
        /// No packet of any tenant can hit a rule, or use a group.
        public static let ownerless = Code(rawValue: "ownerless")
    }
}
