internal import ChainComposition
internal import HeaderSpace
internal import OpenFlow

/// The program of one switch, ready to be walked through.
struct CompiledSwitch: Sendable {
    private(set) var tables: [TableID: RuleTable] = [:]
    private(set) var groups: [GroupID: [Bucket]] = [:]
    private var rules: [RuleKey: CompiledRule] = [:]
    /// What tables may have learned, by table and by the rule that teaches.
    private var lessons: [TableID: [RuleKey: [Lesson]]] = [:]

    mutating func set(_ rule: Rule?, at key: RuleKey, number: () -> Int) {
        if let old = rules.removeValue(forKey: key) {
            tables[key.table.id]?.remove(old)
            for lesson in old.lessons { lessons[lesson.table]?[key] = nil }
        }
        guard let rule else { return }
        let compiled = CompiledRule(number(), key, rule)
        rules[key] = compiled
        tables[key.table.id, default: RuleTable()].insert(compiled)
        for lesson in compiled.lessons { lessons[lesson.table, default: [:]][key, default: []].append(lesson) }
    }

    /// What packets may find in a table that others have taught it, in a fixed order.
    func lessons(in table: TableID, for cube: TernaryCube) -> [Lesson] {
        guard let known = lessons[table], !known.isEmpty else { return [] }
        return known.values.flatMap { $0.filter { $0.cube.overlaps(cube) } }.sorted { $0.teacher < $1.teacher }
    }

    mutating func set(_ buckets: [Bucket]?, of group: GroupID) { groups[group] = buckets }

    subscript(key: RuleKey) -> CompiledRule? { rules[key] }

    var allRules: Dictionary<RuleKey, CompiledRule>.Values { rules.values }
}
