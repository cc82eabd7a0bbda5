internal import ChainComposition
internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow

/// What walks have looked at, and what they left in trackers.
struct WalkRecord: Sendable {
    /// The numbers of the rules that were hit.
    private(set) var rules: Set<Int> = []
    private(set) var groups: Set<GroupKey> = []
    private(set) var consultations: Set<Consultation> = []
    private(set) var marks: Set<MarkKey> = []
    private(set) var lookups = 0

    struct GroupKey: Hashable, Sendable {
        let datapath: DatapathID
        let group: GroupID
    }

    struct MarkKey: Hashable, Sendable {
        let zone: ZoneKey
        let mark: UInt32
    }

    mutating func lookUp(_ table: TableID, on datapath: DatapathID, _ cube: TernaryCube) {
        lookups += 1
        consultations.insert(Consultation(table, on: datapath, cube))
    }

    mutating func hit(_ rule: CompiledRule) { rules.insert(rule.number) }
    mutating func use(_ group: GroupKey) { groups.insert(group) }
    mutating func commit(_ mark: UInt32, in zone: ZoneKey) { marks.insert(MarkKey(zone: zone, mark: mark)) }
}

/// Where a look-up was made, as far as it helps to tell which changes of rules concern it.
struct Consultation: Hashable, Sendable {
    let datapath: DatapathID
    let table: TableID
    /// The value of the field by which most rules of such a table are told apart; `nil` where it was not known.
    let value: UInt64?
    /// The tag that was carried, where it is known.
    let dscp: UInt8?

    init(_ table: TableID, on datapath: DatapathID, _ cube: TernaryCube) {
        self.datapath = datapath
        self.table = table
        value = cube.exactValue(of: Self.primary(of: table)).map { UInt64(truncatingIfNeeded: $0) }
        dscp = cube.exactValue(of: .dscp).map { UInt8(truncatingIfNeeded: $0) }
    }

    /// The field by which most rules of a table are told apart; which one is a question of speed, not of truth.
    static func primary(of table: TableID) -> PacketField {
        switch PipelineTable(rawValue: table.rawValue) {
        case .tag, .leave: .register0
        case .deliver: .tunnelID
        case .sticky, .choose: .register2
        case .ingress, .select, .commit, .side, .advertise, nil: .ingressPort
        }
    }
}
