public import NetworkTypes
public import ServiceChaining

/// Why a policy cannot be composed as it stands: every problem at once.
public struct CompositionFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public let problems: [Problem]

    public init(problems: [Problem]) {
        self.problems = problems
    }

    public struct Problem: Hashable, Sendable {
        public let code: Code
        public let tenant: TenantID
        /// What is wrong, where, and what to do about it.
        public let message: String
        /// A packet that shows it; `nil` where the problem is not about packets.
        public let example: FiveTuple?

        public init(_ code: Code, tenant: TenantID, _ message: String, example: FiveTuple? = nil) {
            self.code = code
            self.tenant = tenant
            self.message = message
            self.example = example
        }
    }

    /// The stable name of a kind of problem.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A clone has no instance that takes new flows.
        public static let noInstance = Code(rawValue: "no-instance")
        /// An endpoint of a chain has no port.
        public static let notAttached = Code(rawValue: "not-attached")
        /// Two ports of one path lie on switches between which there is no tunnel.
        public static let noTunnel = Code(rawValue: "no-tunnel")
        /// More tags at one port than the carrier has values.
        public static let tagsExhausted = Code(rawValue: "tags-exhausted")
        /// More tracked ports on one switch than there are conntrack zones, or more ports than tunnel keys.
        public static let numbersExhausted = Code(rawValue: "numbers-exhausted")
        /// A chain names what the tenant does not have; the policy's diagnostics say more.
        public static let unknownName = Code(rawValue: "unknown-name")
        /// A weight was given for a path that the subchain does not have, or is negative.
        public static let badWeight = Code(rawValue: "bad-weight")
        /// A one-way chain passes a function that rewrites packets, which has to see the replies.
        public static let unidirectionalRewrite = Code(rawValue: "unidirectional-through-mangling")
        /// A box that does not keep tags has its two ports on different switches, where no switch sees both.
        public static let splitBox = Code(rawValue: "split-box")
        /// A chain is to keep a DSCP value that is the tag of a path which drains, where the two cannot be told apart.
        public static let markingTaken = Code(rawValue: "marking-taken")
        /// A box with one port stands where its port alone would have to tell the two directions apart.
        public static let oneArmed = Code(rawValue: "one-armed")
        /// A tap is declared to rewrite packets, but nothing comes back from it.
        public static let rewritingTap = Code(rawValue: "rewriting-tap")
        /// Either end may begin, but a proxy stands between.
        public static let unreachableBackwards = Code(rawValue: "initiator-through-termination")
        /// The same function twice in one subchain, which its ports cannot tell apart.
        public static let repeatedFunction = Code(rawValue: "repeated-function")
    }

    public var description: String {
        problems.map { "\($0.tenant): \($0.message) [\($0.code.rawValue)]" }.joined(separator: "\n")
    }
}
