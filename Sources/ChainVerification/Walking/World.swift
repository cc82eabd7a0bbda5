internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// One of the ways in which things can go: which packets of a flow there are, where they are, and what trackers know.
///
/// Where rules tell packets apart, a group picks a bucket or a switch may have had its turn or not, a world splits.
/// Copies of a packet are in one world.
struct World: Sendable {
    /// The first packets of the flows of which this world tells…
    var entry: TernaryCube
    /// …except these.
    var excluded: [TernaryCube]
    var tasks: [Task] = []
    var events: [WalkEvent] = []
    var connections: [Connection] = []
    /// Whether the switches met so far have had their turn in the step.
    var updated: [DatapathID: Bool] = [:]
    var arrivals: [Arrival] = []
    /// The taps that got copies.
    var copies: [Box] = []
    /// What left the switch, where nobody follows it further.
    var emissions: [(port: SwitchPort, headers: TernaryCube)] = []
    /// Where the controller was asked.
    var askedAt: SwitchPort?
    var failure: Failure?
    /// What the controller has put in place for the flow.
    var exactRules: [DatapathID: [CompiledRule]] = [:]
    /// How many times packets may still enter switches.
    var hopsLeft = 64
    /// New flows may not change what is known of them once their first packet is through.
    var isKnownFlow: Bool

    init(_ entry: TernaryCube, excluding excluded: [TernaryCube] = [], isKnownFlow: Bool) {
        self.entry = entry
        self.excluded = excluded
        self.isKnownFlow = isKnownFlow
    }

    enum Task: Sendable {
        case enter(SymbolicPacket, SwitchPort, throughTunnel: Bool)
        case pass(Pass)
    }

    /// What a tracker remembers of this world's flow.
    struct Connection: Hashable, Sendable {
        let zone: ZoneKey
        var mark: UInt32
        /// True where the packet that made it known was a reply.
        let isReversed: Bool
    }

    struct Arrival: Sendable {
        let port: SwitchPort
        let place: Surroundings.Place
        let packet: SymbolicPacket
        /// What is left to do; ended ones have no stops but taps.
        let itineraries: [Itinerary]
    }

    enum Failure: Hashable, Sendable {
        case violation(Violation)
        case undecided(Undecided)
    }

    /// True where some flow is left of which this world tells.
    var isPossible: Bool { entry.witness(outside: excluded) != nil }

    mutating func fail(_ code: Violation.Code, _ message: String) {
        failure = failure ?? .violation(Violation(code, message))
    }

    /// Goes on with another packet of the same flow.
    mutating func proceed() {
        tasks = []
        arrivals = []
        copies = []
        hopsLeft = 64
        isKnownFlow = true
        // What has been updated stays so; the others may have had their turn in the meantime.
        updated = updated.filter(\.value)
    }
}

/// A conntrack zone of a switch.
struct ZoneKey: Hashable, Sendable {
    let datapath: DatapathID
    let zone: UInt16
}

/// A packet on its way through the tables of one switch.
struct Pass: Sendable {
    var packet: SymbolicPacket
    let datapath: DatapathID
    let inPort: PortNumber
    /// What is still to be done, the next last.
    var steps: [Step]
    var actionSet: [Action] = []
    var lookups = 0

    enum Step: Sendable {
        case lookup(TableID, inPort: PortNumber?)
        case action(Action, TableID)
        /// The packet as it was before a bucket.
        case restore(SymbolicPacket)
        case write([Action])
        case clear
        case metadata(UInt64, mask: UInt64)
        case executeSet(TableID)
    }

    init(_ packet: SymbolicPacket, on datapath: DatapathID, inPort: PortNumber, from table: TableID) {
        self.packet = packet
        self.datapath = datapath
        self.inPort = inPort
        steps = [.executeSet(table), .lookup(table, inPort: nil)]
    }

    /// Open vSwitch does the instructions of a rule in this order, whatever order they are in (OpenFlow 1.3.5 § 5.9).
    mutating func follow(_ instructions: [Instruction], in table: TableID) {
        for case .gotoTable(let next) in instructions { steps.append(.lookup(next, inPort: nil)) }
        for case .writeMetadata(let value, let mask) in instructions { steps.append(.metadata(value, mask: mask)) }
        for case .writeActions(let actions) in instructions { steps.append(.write(actions)) }
        if instructions.contains(.clearActions) { steps.append(.clear) }
        for case .applyActions(let actions) in instructions { push(actions, in: table) }
    }

    mutating func push(_ actions: [Action], in table: TableID) {
        for action in actions.reversed() { steps.append(.action(action, table)) }
    }
}
