public import OpenFlow

/// What has to be done to a switch that holds some of our rules, perhaps of an earlier plan, to hold a program.
///
/// Rules without our cookie are not looked at. Rules of single flows, exact or learned, stay where the plan has their
/// path; they are known by their place above all classes, or in a table of their own.
public struct SwitchDifference: Sendable {
    /// Groups before the rules that use them, groups that go after.
    public let messages: [Message.Body]
    /// How many rules and groups are as they should be.
    public private(set) var kept = 0
    public private(set) var added = 0
    public private(set) var deleted = 0

    /// - Parameters:
    ///   - rules: what the switch reports; foreign ones may be among them.
    ///   - paths: the paths whose flows may keep rules of their own.
    public init(rules: [FlowStats], groups: [GroupDescription], to program: SwitchProgram, paths: Set<PathID>) {
        let ours = rules.filter { $0.cookie.rawValue & RuleCookie.ownerMask == RuleCookie.owner }
        let held = Dictionary(ours.map { (Place($0), $0) }) { first, _ in first }
        let wanted = Dictionary(program.rules.map { (Place($0.key), ($0.key, $0.value)) }) { first, _ in first }
        var changes: [Message.Body] = []
        for (place, stats) in held.sorted(by: { $0.key < $1.key })
        where wanted[place] == nil && !Self.mayStay(stats, paths) {
            changes.append(
                .flowMod(FlowMod(.deleteStrict, table: stats.table, priority: stats.priority, match: stats.match)))
            deleted += 1
        }
        for (place, (key, rule)) in wanted.sorted(by: { $0.value.0 < $1.value.0 }) {
            if let stats = held[place], rule.isSame(as: stats) {
                kept += 1
            } else {
                changes.append(.flowMod(rule.message(at: key)))
                added += 1
            }
        }
        var before: [Message.Body] = [], after: [Message.Body] = []
        let known = Dictionary(groups.map { ($0.group, $0) }) { first, _ in first }
        for (group, buckets) in program.groups.sorted(by: { $0.key < $1.key }) {
            if let it = known[group], it.type == .select, it.buckets.map(\.standard) == buckets.map(\.standard) {
                kept += 1
                continue
            }
            before.append(.groupMod(GroupMod(known[group] == nil ? .add : .modify, group, buckets: buckets)))
            added += 1
        }
        // A group bears no cookie: it is ours where a rule of ours leads to it.
        let orphans = Set(ours.flatMap(\.groups)).subtracting(program.groups.keys).filter { known[$0] != nil }
        for group in orphans.sorted() {
            after.append(.groupMod(GroupMod(.delete, group)))
            deleted += 1
        }
        messages = before + changes + after
    }

    private static func mayStay(_ stats: FlowStats, _ paths: Set<PathID>) -> Bool {
        let isExact = stats.table == PipelineTable.select.id && stats.priority >= ReactiveEngine.exactPriority
        guard isExact || stats.table == PipelineTable.sticky.id else { return false }
        return RuleCookie.mark(of: stats.cookie).map { paths.contains(PathID.of(mark: $0).path) } ?? true
    }

    /// Where a rule stands, in one form whoever tells it.
    private struct Place: Hashable, Comparable {
        let table: TableID
        let priority: UInt16
        let match: Match

        init(_ stats: FlowStats) {
            (table, priority, match) = (stats.table, stats.priority, stats.match.standard)
        }

        init(_ key: RuleKey) {
            (table, priority, match) = (key.table.id, key.priority, key.match.standard)
        }

        static func < (a: Place, b: Place) -> Bool {
            (a.table, b.priority, "\(a.match)") < (b.table, a.priority, "\(b.match)")
        }
    }
}

extension Rule {
    fileprivate func isSame(as stats: FlowStats) -> Bool {
        cookie == stats.cookie && idleTimeout == stats.idleTimeout && hardTimeout == stats.hardTimeout
            && instructions.map(\.standard) == stats.instructions.map(\.standard)
    }
}

extension Match {
    fileprivate var standard: Match {
        Match(fields.map { MatchField($0.field.standard, $0.value, mask: $0.mask) }, unknown: unknown).canonical
    }
}

extension Bucket {
    fileprivate var standard: Bucket {
        var bucket = self
        bucket.actions = actions.map(\.standard)
        return bucket
    }
}

extension FlowStats {
    /// The groups that the rule leads to.
    fileprivate var groups: [GroupID] {
        instructions.flatMap { instruction -> [GroupID] in
            let actions: [Action] =
                switch instruction {
                case .applyActions(let actions), .writeActions(let actions): actions
                default: []
                }
            return actions.compactMap { if case .group(let group) = $0 { group } else { nil } }
        }
    }
}
