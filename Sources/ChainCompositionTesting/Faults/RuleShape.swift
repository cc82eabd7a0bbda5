internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow

/// What a compiled rule is for, read off the rule itself.
enum RuleShape {
    /// Table `tag`: sends packets of a known flow on their first hop.
    case start(mark: UInt32)
    /// Table `ingress`: from an interior port, by tag.
    case hop(mark: UInt32)
    /// Table `deliver`: at the end of a direction.
    case end(mark: UInt32)
    /// Table `deliver`: to an interior port.
    case interior(key: UInt32)
    /// Table `ingress`: packets from an edge port.
    case edge(port: UInt32)
    /// Table `ingress`: packets from a tunnel.
    case tunnel
    /// Table `select`: a class, or everything behind a clone, and the group that it leads to.
    case head(GroupID)
    /// Table `commit`.
    case commit
    /// Table `tag`: takes the mark of a path that is gone away.
    case forgets
    case other

    init(_ key: RuleKey, _ rule: Rule) {
        let mark = RuleCookie.mark(of: rule.cookie)
        switch key.table {
        case .tag: self = mark.map { .start(mark: $0) } ?? (key.priority == 1 ? .forgets : .other)
        case .ingress: self = Self.ingress(key, rule, mark)
        case .deliver:
            let port = key.fields.first { $0.field == .tunnelID }.map { UInt32(truncatingIfNeeded: $0.value) }
            self = mark.map { .end(mark: $0) } ?? port.map { .interior(key: $0) } ?? .other
        case .select: self = rule.groups.first.map { .head($0) } ?? mark.map { .hop(mark: $0) } ?? .other
        case .commit: self = .commit
        case .side, .leave, .sticky, .choose, .advertise: self = .other
        }
    }

    private static func ingress(_ key: RuleKey, _ rule: Rule, _ mark: UInt32?) -> RuleShape {
        if let mark { return .hop(mark: mark) }
        guard let port = key.fields.first(where: { $0.field == .inPort }) else { return .other }
        if key.fields.count == 1 { return .tunnel }
        return .edge(port: UInt32(truncatingIfNeeded: port.value))
    }
}

extension Rule {
    var groups: [GroupID] {
        actions.compactMap { if case .group(let group) = $0 { group } else { nil } }
    }

    var actions: [Action] {
        instructions.flatMap { instruction -> [Action] in
            if case .applyActions(let actions) = instruction { actions } else { [] }
        }
    }

    /// Each action becomes what `body` says: nothing, itself, something else.
    func replacingActions(_ body: (Action) -> [Action]) -> Rule {
        var rule = self
        rule.instructions = instructions.map { instruction in
            guard case .applyActions(let actions) = instruction else { return instruction }
            return .applyActions(actions.flatMap(body))
        }
        return rule
    }

    func replacingFields(_ body: (MatchField) -> MatchField) -> Rule {
        replacingActions { if case .setField(let field) = $0 { [.setField(body(field))] } else { [$0] } }
    }
}

extension SwitchProgram {
    /// Each rule becomes what `body` says; `nil` takes it away.
    ///
    /// - Returns: whether anything has changed.
    mutating func replaceRules(_ body: (RuleKey, Rule) -> (RuleKey, Rule)?) -> Bool {
        var changed: [RuleKey: Rule] = [:]
        // In a fixed order: where two rules come to have one key, the outcome must be the same each time.
        for (key, rule) in rules.sorted(by: { $0.key < $1.key }) {
            if let (key, rule) = body(key, rule) { changed[key] = rule }
        }
        defer { rules = changed }
        return changed != rules
    }

    mutating func replaceBuckets(_ body: (GroupID, [Bucket]) -> [Bucket]) -> Bool {
        let changed = Dictionary(uniqueKeysWithValues: groups.map { ($0.key, body($0.key, $0.value)) })
        defer { groups = changed }
        return changed != groups
    }
}

extension MatchField {
    /// True for fields that can carry tags.
    var isTag: Bool { [.ipDSCP, .vlanID, .mplsLabel, .nshPath, .tunnelMetadata0].contains(field) }
}

extension Bucket {
    /// The mark that the bucket notes for the commit table.
    var mark: UInt32? {
        for case .setField(let field) in actions where field.field == .reg0 {
            return UInt32(truncatingIfNeeded: field.value)
        }
        return nil
    }

    func noting(_ mark: UInt32) -> Bucket {
        var bucket = self
        bucket.actions = actions.map { action in
            if case .setField(let field) = action, field.field == .reg0 { .set(.reg0, UInt128(mark)) } else { action }
        }
        return bucket
    }
}
