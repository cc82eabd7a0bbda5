internal import HeaderSpace
internal import NetworkTypes
internal import ServiceChaining

/// One thing to be proved; equal ones are proved alike.
enum Check: Hashable, Sendable {
    case entry(EntryCheck)
    case path(PathCheck)
    case port(PortCheck)

    var tenant: TenantID {
        switch self {
        case .entry(let check): check.tenant
        case .path(let check): check.tenant
        case .port(let check): check.tenant
        }
    }
}

/// New flows of a class, from where they enter, pass their functions in order, and their replies the same boxes.
struct EntryCheck: Hashable, Sendable {
    let tenant: TenantID
    let port: SwitchPort
    let flows: TernaryCube
    /// Flows of other classes, which take precedence.
    let excluded: [TernaryCube]
    /// Any of these is right; none for flows of no class, which go nowhere.
    let itineraries: [Itinerary]
    /// In the middle of an update that takes a class away or brings it, its flows may also go nowhere.
    var mayBeDropped = false
}

/// Packets of flows that are known to go along a path do so in both directions, and nothing forgets it.
struct PathCheck: Hashable, Sendable {
    let tenant: TenantID
    let mark: UInt32
    let family: AddressFamily
    let head: SwitchPort
    let end: SwitchPort
    /// The boxes between the ends.
    let forward: [Itinerary.Stop]
    let reverse: [Itinerary.Stop]
    /// Markings with which packets arrive as they were sent.
    let keptMarkings: [DSCP]
    /// What trackers know of such flows.
    let connections: [World.Connection]
    /// The side of boxes by which forward packets enter.
    let entersOn: Surroundings.Side
}

/// Whatever comes from a port, with whatever the trackers may know, stays with its tenant and comes to an end.
struct PortCheck: Hashable, Sendable {
    let tenant: TenantID
    let port: SwitchPort
    let family: AddressFamily
    /// Where packets from the port are tracked.
    let zones: [ZoneKey]
    /// What the trackers may remember there.
    let marks: [UInt32]
}

/// What came of a check.
struct CheckOutcome: Sendable {
    var counterexample: Counterexample?
    var undecided: Undecided?
    var record = WalkRecord()
}
