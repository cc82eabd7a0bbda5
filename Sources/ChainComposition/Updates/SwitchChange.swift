internal import NetworkTypes
public import OpenFlow

public enum ChangeKind: Hashable, Sendable {
    case add, modify, delete
}

/// What changes on one switch in one phase, in the order in which the switch must take it.
public struct SwitchChange: Hashable, Sendable {
    public var rules: [RuleChange] = []
    public var groups: [GroupChange] = []
    /// The options of tunnels that the switch must know as fields first. They are no part of ``messages``: a bundle
    /// cannot hold them, and a switch that knows them already refuses to be told again. What a switch knows it keeps.
    public var tunnelOptions: [TunnelOptionMapping] = []

    public struct RuleChange: Hashable, Sendable {
        public let kind: ChangeKind
        public let key: RuleKey
        /// What the rule does afterwards, or did before it is deleted.
        public let rule: Rule
    }

    public struct GroupChange: Hashable, Sendable {
        public let kind: ChangeKind
        public let group: GroupID
        public let buckets: [Bucket]
    }

    /// The messages of the change: groups that come before the rules that use them, groups that go after.
    public var messages: [Message.Body] {
        groups.filter { $0.kind != .delete }.map { .groupMod($0.message) } + rules.map { .flowMod($0.message) }
            + groups.filter { $0.kind == .delete }.map { .groupMod($0.message) }
    }

    /// Makes of a program what a switch holds after it has taken the bundle.
    public func apply(to program: inout SwitchProgram) {
        for change in rules { program.rules[change.key] = change.kind == .delete ? nil : change.rule }
        for change in groups { program.groups[change.group] = change.kind == .delete ? nil : change.buckets }
        program.tunnelOptions.formUnion(tunnelOptions)
    }

    static func between(
        _ old: SwitchProgram, _ new: SwitchProgram, _ order: HeadOrder
    ) -> [ChangeDraft.Place: SwitchChange] {
        var draft = ChangeDraft(old, new, order)
        draft.compareRules()
        draft.compareGroups()
        draft.compareTunnelOptions()
        draft.closeEntries()
        return draft.places.mapValues(\.inOrder)
    }

    /// The same change in one fixed order, so that equal updates print equally.
    fileprivate var inOrder: SwitchChange {
        var change = self
        change.rules.sort { $0.key < $1.key }
        change.groups.sort { $0.group < $1.group }
        change.tunnelOptions.sort { ($0.index, $0.optionClass) < ($1.index, $1.optionClass) }
        return change
    }
}

extension SwitchChange.RuleChange {
    /// A modified rule is added again: an add replaces what it equals in table, priority and match, timeouts and
    /// cookie included (OpenFlow 1.3.5 § 6.4).
    var message: FlowMod {
        guard kind != .delete else {
            return FlowMod(.deleteStrict, table: key.table.id, priority: key.priority, match: key.match)
        }
        return rule.message(at: key)
    }
}

extension Rule {
    /// The message that puts the rule in place.
    public func message(at key: RuleKey) -> FlowMod {
        FlowMod(
            .add, table: key.table.id, priority: key.priority, match: key.match, instructions: instructions,
            cookie: cookie, idleTimeout: idleTimeout, hardTimeout: hardTimeout, flags: flags)
    }
}

extension SwitchChange.GroupChange {
    var message: GroupMod {
        switch kind {
        case .add: GroupMod(.add, group, buckets: buckets)
        case .modify: GroupMod(.modify, group, buckets: buckets)
        case .delete: GroupMod(.delete, group)
        }
    }
}

extension RuleKey: Comparable {
    /// By table, then from high to low priority, then by match: the order in which people read a table.
    public static func < (a: RuleKey, b: RuleKey) -> Bool {
        if a.table != b.table { return a.table.rawValue < b.table.rawValue }
        if a.priority != b.priority { return a.priority > b.priority }
        return a.fields.lexicographicallyPrecedes(b.fields) {
            ($0.field, $0.value, $0.effectiveMask) < ($1.field, $1.value, $1.effectiveMask)
        }
    }
}
