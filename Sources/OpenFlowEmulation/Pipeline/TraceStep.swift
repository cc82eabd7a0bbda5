public import NetworkTypes
public import OpenFlow

/// One thing that happened to a packet in a switch, in order, for explaining where it went.
public enum TraceStep: Hashable, Sendable {
    /// A look-up and the rule that it met, `nil` for none.
    case lookup(TableID, RuleName?)
    case group(GroupID, bucket: Int?)
    case output(PortNumber)
    case controller
    /// Sent through the tracker, and what that said.
    case tracked(ConntrackContext)
    /// Looked up again behind a `ct` action.
    case recirculated(TableID)
    case executedActionSet
    /// A rule was made of the packet, or one like it found and refreshed.
    case learned(TableID, RuleName)
    case notice(Notice)

    /// Why something did not happen.
    public enum Notice: Hashable, Sendable {
        /// A packet does not go out where it came in, unless the rule says `in_port`.
        case outputToInputPort(PortNumber)
        case portMissing(PortNumber)
        case portDown(PortNumber)
        case groupMissing(GroupID)
        case noLiveBucket(GroupID)
        case ttlExpired
        /// A fragment waits in front of the tracker for the rest of its packet.
        case fragmentHeld
        /// More packets than a meter lets through.
        case metered(MeterID)
        /// More than 64 nested or 4,096 resubmits in all: everything of this pass is dropped.
        case tooManyResubmits
        /// More than six passes behind `ct` actions.
        case tooManyRecirculations
        /// A tag that cannot be put on or taken away: a second VLAN tag, a fourth label, a header that is not there.
        case unsupportedTag
    }
}

/// What names a rule of a table in a trace.
public struct RuleName: Hashable, Sendable {
    public var priority: UInt16
    public var match: Match
    public var cookie: Cookie

    public init(priority: UInt16, match: Match, cookie: Cookie) {
        self.priority = priority
        self.match = match
        self.cookie = cookie
    }
}
