public import OpenFlow

/// The tables of the pipeline by name (`Documentation/Pipeline.md` walks through them).
///
/// Rules refer to tables by name; the number is looked up when a message is made.
public enum PipelineTable: UInt8, Hashable, Sendable, CaseIterable {
    /// Sorts packets by where they come from: an edge port, an interior port, a tunnel, or address resolution.
    case ingress
    /// For packets from edge ports: those of known flows go on, new ones are sent to the group of their subchain
    /// (resident) or to the controller (reactive).
    case select
    /// Remembers the path that was picked for a new flow (resident).
    case commit
    /// Tags packets of known flows and sends them on their first hop (resident).
    case tag
    /// Hands packets to the port whose key they carry.
    case deliver
    /// Tells on which side packets left a box that rewrites and has one port (resident).
    case side
    /// Hands packets out whose headers are seen only now that their tag is off.
    case leave
    /// What the switch has learned of flows that others are to follow (resident).
    case sticky
    /// Takes a path that is remembered where it still takes new flows, and has one picked otherwise (resident).
    case choose
    /// Completes answers to neighbour solicitations.
    case advertise

    public var id: TableID { TableID(rawValue: rawValue) }
}

/// What the cookie of a rule of ours says: the upper 16 bits are ours, the lower 32 name a path's mark, and those
/// between say what the rule is for where it does not steer.
public enum RuleCookie {
    /// Marks rules of this suite.
    public static let owner: UInt64 = 0x5374 << 48
    public static let ownerMask: UInt64 = 0xFFFF << 48

    /// A rule that serves no path in particular.
    public static let shared = Cookie(rawValue: owner)

    /// A short-lived rule that drops a flow of no class.
    public static let unclassified = Cookie(rawValue: owner | 1 << 32)

    /// Sends TCP packets of a path whose instance has failed to the controller.
    public static func reset(_ mark: UInt32) -> Cookie { Cookie(rawValue: owner | 2 << 32 | UInt64(mark)) }

    /// Sends what belongs to health probes to the controller, whatever path it might have taken.
    public static let probe = Cookie(rawValue: owner | 3 << 32)

    /// Gives a connection that a tracker has lost its path back.
    public static func restored(_ mark: UInt32) -> Cookie { Cookie(rawValue: owner | 4 << 32 | UInt64(mark)) }

    /// True for a rule that asks for resets.
    public static func isReset(_ cookie: Cookie) -> Bool { cookie.rawValue >> 32 == owner >> 32 | 2 }

    /// True for a rule that steers, and neither drops nor restores nor asks the controller.
    public static func isSteering(_ cookie: Cookie) -> Bool { cookie.rawValue >> 32 == owner >> 32 }

    public static func path(_ mark: UInt32) -> Cookie { Cookie(rawValue: owner | UInt64(mark)) }

    /// The path mark of a rule of ours; `nil` for shared and foreign rules.
    public static func mark(of cookie: Cookie) -> UInt32? {
        guard cookie.rawValue & ownerMask == owner else { return nil }
        let mark = UInt32(truncatingIfNeeded: cookie.rawValue)
        return mark == 0 ? nil : mark
    }
}
