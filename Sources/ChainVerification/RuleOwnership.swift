internal import ChainComposition
internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow

/// Which rules and groups some packet of a tenant can use, and which are to be looked at because none does.
struct RuleOwnership: Sendable {
    private var hits: [Int: Int] = [:]
    private var uses: [WalkRecord.GroupKey: Int] = [:]
    private var places: [Int: RulePlace] = [:]
    /// Rules and groups that no walk has met.
    private(set) var idleRules: Set<RulePlace> = []
    private(set) var idleGroups: Set<WalkRecord.GroupKey> = []

    struct RulePlace: Hashable, Sendable {
        let datapath: DatapathID
        let key: RuleKey
    }

    /// Notes that a switch has a rule, `nil` for no more.
    mutating func set(_ rule: CompiledRule?, at place: RulePlace, before: CompiledRule?) {
        if let before {
            places[before.number] = nil
            idleRules.remove(place)
        }
        guard let rule else { return }
        places[rule.number] = place
        if hits[rule.number] == nil { idleRules.insert(place) }
    }

    mutating func set(_ group: WalkRecord.GroupKey, exists: Bool) {
        if exists, uses[group] == nil { idleGroups.insert(group) }
        if !exists { idleGroups.remove(group) }
    }

    mutating func add(_ record: WalkRecord) {
        for rule in record.rules {
            hits[rule, default: 0] += 1
            if hits[rule] == 1, let place = places[rule] { idleRules.remove(place) }
        }
        for group in record.groups {
            uses[group, default: 0] += 1
            idleGroups.remove(group)
        }
    }

    mutating func remove(_ record: WalkRecord, _ network: CompiledNetwork) {
        for rule in record.rules {
            hits[rule, default: 1] -= 1
            guard hits[rule] == 0 else { continue }
            hits[rule] = nil
            if let place = places[rule] { idleRules.insert(place) }
        }
        for group in record.groups {
            uses[group, default: 1] -= 1
            guard uses[group] == 0 else { continue }
            uses[group] = nil
            if network.switches[group.datapath]?.groups[group.group] != nil { idleGroups.insert(group) }
        }
    }
}

extension CompiledSwitch {
    /// True where rules above cover everything that a rule matches, as classes of higher priority may.
    func isShadowed(_ rule: CompiledRule) -> Bool {
        let above = (tables[rule.key.table.id]?.candidates(for: rule.cube) ?? [])
            .filter { $0.priority > rule.priority }.map(\.cube)
        return !above.isEmpty && rule.cube.witness(outside: above) == nil
    }
}
