internal import ChainComposition
internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow

/// Which rules and groups some packet of a tenant can use.
struct RuleOwnership: Sendable {
    private var hits: [Int: Int] = [:]
    private var uses: [WalkRecord.GroupKey: Int] = [:]

    mutating func add(_ record: WalkRecord) {
        for rule in record.rules { hits[rule, default: 0] += 1 }
        for group in record.groups { uses[group, default: 0] += 1 }
    }

    mutating func remove(_ record: WalkRecord) {
        for rule in record.rules {
            hits[rule, default: 1] -= 1
            if hits[rule] == 0 { hits[rule] = nil }
        }
        for group in record.groups {
            uses[group, default: 1] -= 1
            if uses[group] == 0 { uses[group] = nil }
        }
    }

    func isHit(_ rule: CompiledRule) -> Bool { hits[rule.number] != nil }
    func isUsed(_ group: GroupID, on datapath: DatapathID) -> Bool {
        uses[WalkRecord.GroupKey(datapath: datapath, group: group)] != nil
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
