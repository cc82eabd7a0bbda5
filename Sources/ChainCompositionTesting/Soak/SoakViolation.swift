/// Something that must not happen, and what it was.
public struct SoakViolation: Hashable, Sendable, CustomStringConvertible {
    public let seed: UInt64
    /// The number of the event under which it was seen, from 0.
    public let step: Int
    public let event: SoakEvent?
    public let kind: Kind
    public let message: String

    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A new flow passed other functions than the policy asks for, or arrived elsewhere.
        case offChain
        /// A live flow's packet or reply visited other boxes than before.
        case flowMoved
        /// A sticky flow went another way than one between the same addresses.
        case notFollowed
        /// A packet of a flow that has a chain was lost or arrived more than once.
        case lost
        /// A packet arrived with a tag, or with headers that nobody should have changed.
        case headersChanged
        /// A packet of no chain got somewhere.
        case escaped
        /// Two paths have one tag where a switch has to tell them apart.
        case tagCollision
        /// A number was given to something else while or right after it was in use.
        case numberReused
        /// A rule or a group that nothing in the plan accounts for.
        case ruleWithoutOwner
        /// A switch does not hold what it is to hold.
        case switchDiffers
        /// The incremental compiler and a compile from scratch disagree.
        case programDiffers
        /// A new flow was given to an instance that takes none.
        case drainingPicked
        /// The controller was asked about packets for which it had just installed rules.
        case askedAgain
        /// The controller remembers more than the flows of the recent past.
        case memoryGrows
        /// A switch refused a message.
        case refused
        /// The verifier names a packet for which the rules are wrong.
        case refuted
    }

    public var description: String {
        "seed \(seed), event \(step) (\(event.map(\.rawValue) ?? "start")): \(kind.rawValue): \(message)"
    }
}
