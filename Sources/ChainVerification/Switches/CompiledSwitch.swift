internal import ChainComposition
internal import HeaderSpace
internal import OpenFlow

/// The program of one switch, ready to be walked through.
struct CompiledSwitch: Sendable {
    private(set) var tables: [TableID: RuleTable] = [:]
    private(set) var groups: [GroupID: [Bucket]] = [:]
    private var rules: [RuleKey: CompiledRule] = [:]

    mutating func set(_ rule: Rule?, at key: RuleKey, number: () -> Int) {
        if let old = rules.removeValue(forKey: key) { tables[key.table.id]?.remove(old) }
        guard let rule else { return }
        let compiled = CompiledRule(number(), key, rule)
        rules[key] = compiled
        tables[key.table.id, default: RuleTable()].insert(compiled)
    }

    mutating func set(_ buckets: [Bucket]?, of group: GroupID) { groups[group] = buckets }

    subscript(key: RuleKey) -> CompiledRule? { rules[key] }

    var allRules: Dictionary<RuleKey, CompiledRule>.Values { rules.values }
}
