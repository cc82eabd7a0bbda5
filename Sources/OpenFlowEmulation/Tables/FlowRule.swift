internal import NetworkTypes
public import OpenFlow

/// A rule in a flow table, with its counters (OpenFlow 1.3.5 § 5.2).
public struct FlowRule: Sendable {
    public let priority: UInt16
    public let match: Match
    public internal(set) var instructions: [Instruction]
    public internal(set) var cookie: Cookie
    public internal(set) var idleTimeout: UInt16
    public internal(set) var hardTimeout: UInt16
    public let flags: FlowMod.Flags
    /// When it was added, on the clock that the caller keeps.
    public let created: Duration
    /// When it was last changed or learned again, from which a hard time-out counts.
    public internal(set) var modified: Duration
    public internal(set) var lastUsed: Duration
    public internal(set) var packetCount: UInt64 = 0
    public internal(set) var byteCount: UInt64 = 0
    let tests: [FieldTest]

    init(_ change: FlowMod, _ tests: [FieldTest], at now: Duration) {
        priority = change.priority
        match = change.match
        instructions = change.instructions
        cookie = change.cookie
        idleTimeout = change.idleTimeout
        hardTimeout = change.hardTimeout
        flags = change.flags
        created = now
        modified = now
        lastUsed = now
        self.tests = tests
    }

    var identity: RuleIdentity { RuleIdentity(priority: priority, tests: tests) }

    /// The reason to remove it now, if there is one.
    func expiry(at now: Duration) -> FlowRemoved.Reason? {
        if hardTimeout > 0, now - modified >= .seconds(Int64(hardTimeout)) { return .hardTimeout }
        if idleTimeout > 0, now - lastUsed >= .seconds(Int64(idleTimeout)) { return .idleTimeout }
        return nil
    }

    /// What a TCP segment with FIN or RST does to a rule that asks for it.
    mutating func shorten(idle: UInt16, hard: UInt16) {
        if idle > 0, idleTimeout == 0 || idleTimeout > idle { idleTimeout = idle }
        if hard > 0, hardTimeout == 0 || hardTimeout > hard { hardTimeout = hard }
    }

    /// True where an instruction outputs to the port, directly or in an action set.
    func outputs(to port: PortNumber) -> Bool {
        actions.contains { if case .output(let other, _) = $0 { other == port } else { false } }
    }

    func uses(_ group: GroupID) -> Bool { actions.contains(.group(group)) }

    func uses(_ meter: MeterID) -> Bool {
        instructions.contains(.meter(meter.rawValue))
    }

    var actions: [Action] {
        instructions.flatMap { instruction -> [Action] in
            switch instruction {
            case .applyActions(let actions), .writeActions(let actions): actions
            default: []
            }
        }
    }
}

/// What makes two rules of a table the same: priority and match.
struct RuleIdentity: Hashable, Sendable {
    let priority: UInt16
    let tests: [FieldTest]
}
