internal import OpenFlow

/// The changes of one switch in the making, sorted by phase.
struct ChangeDraft {
    private let old: SwitchProgram
    private let new: SwitchProgram
    private let order: HeadOrder
    /// The ports that have heads behind boxes before and after.
    private let changingPorts: Set<UInt128>
    private let keptHeads: Set<GroupID>
    private(set) var places: [Place: SwitchChange] = [:]

    /// A phase, and where it comes several times, which time.
    struct Place: Hashable, Comparable {
        let phase: PlanUpdate.Phase
        var round = 0

        static func < (a: Place, b: Place) -> Bool { (a.phase, a.round) < (b.phase, b.round) }
    }

    init(_ old: SwitchProgram, _ new: SwitchProgram, _ order: HeadOrder) {
        self.old = old
        self.new = new
        self.order = order
        changingPorts = Self.headPorts(old).intersection(Self.headPorts(new))
        keptHeads = Self.heads(old).intersection(Self.heads(new))
    }

    mutating func compareRules() {
        for (key, rule) in new.rules where old.rules[key] != rule {
            let kind = old.rules[key] == nil ? ChangeKind.add : .modify
            add(kind, key, rule, in: place(of: kind, key, rule))
        }
        for (key, rule) in old.rules where new.rules[key] == nil {
            add(.delete, key, rule, in: place(of: .delete, key, rule))
        }
    }

    mutating func compareGroups() {
        let entries = Self.entryGroups(old).union(Self.entryGroups(new))
        for (group, buckets) in new.groups where old.groups[group] != buckets {
            let kind = old.groups[group] == nil ? ChangeKind.add : .modify
            let head = entries.contains(group) ? Place(phase: .open) : diverting(group)
            add(kind, group, buckets, in: kind == .add ? Place(phase: .prepare) : head)
        }
        for (group, buckets) in old.groups where new.groups[group] == nil {
            add(.delete, group, buckets, in: Place(phase: .retire))
        }
    }

    mutating func compareTunnelOptions() {
        let unknown = new.tunnelOptions.subtracting(old.tunnelOptions)
        if !unknown.isEmpty { places[Place(phase: .prepare), default: SwitchChange()].tunnelOptions = Array(unknown) }
    }

    /// New flows that come to one of these groups are dropped from the one phase to the other.
    ///
    /// A rule that only went away would let another class have them, whose chain they do not belong to.
    mutating func closeEntries() {
        guard !order.closing.isEmpty else { return }
        for (key, rule) in old.rules where rule.isClass(of: order.closing, at: key) {
            var closed = rule
            closed.instructions = []
            add(.modify, key, closed, in: Place(phase: .close))
            if new.rules[key] == rule { add(.modify, key, rule, in: Place(phase: .open)) }
        }
    }

    /// A head behind a box that is only just coming is prepared like everything else that nobody leads to yet: were it
    /// diverted, packets could come out of the box before its own switch has had its turn. One that only goes is retired.
    /// Where there was one and will be one, all that is told apart behind the box changes at once.
    private func place(of kind: ChangeKind, _ key: RuleKey, _ rule: Rule) -> Place {
        if rule.isEntry { return Place(phase: .open) }
        let plain = Place(phase: kind == .delete && !isMoved(key, rule) ? .retire : .prepare)
        guard let head = rule.head else { return plain }
        return key.inPort.map(changingPorts.contains) ?? keptHeads.contains(head) ? diverting(head) : plain
    }

    /// True for a tag that is looked at as packets come in, where the tracker is to be asked first from now on: both at
    /// a time would take packets of connections that the tracker knows by then for those of the tag's path.
    private func isMoved(_ key: RuleKey, _ rule: Rule) -> Bool {
        guard key.table == .ingress, RuleCookie.mark(of: rule.cookie) != nil else { return false }
        return [key.priority, TenantRules.drainingPriority].contains { priority in
            [[], [.ctMark(0)]].contains { (unknown: [MatchField]) in
                new.rules[RuleKey(.select, priority: priority, key.fields + unknown)]?.cookie == rule.cookie
            }
        }
    }

    private func diverting(_ group: GroupID) -> Place { Place(phase: .divert, round: order.rounds[group] ?? 0) }

    private static func headPorts(_ program: SwitchProgram) -> Set<UInt128> {
        Set(program.rules.lazy.filter { !$0.value.isEntry && $0.value.head != nil }.compactMap(\.key.inPort))
    }

    private static func heads(_ program: SwitchProgram) -> Set<GroupID> {
        Set(program.rules.values.lazy.compactMap(\.head))
    }

    private static func entryGroups(_ program: SwitchProgram) -> Set<GroupID> {
        Set(program.rules.values.lazy.filter(\.isEntry).compactMap(\.head))
    }

    private mutating func add(_ kind: ChangeKind, _ key: RuleKey, _ rule: Rule, in place: Place) {
        places[place, default: SwitchChange()].rules.append(SwitchChange.RuleChange(kind: kind, key: key, rule: rule))
    }

    private mutating func add(_ kind: ChangeKind, _ group: GroupID, _ buckets: [Bucket], in place: Place) {
        places[place, default: SwitchChange()].groups.append(
            SwitchChange.GroupChange(kind: kind, group: group, buckets: buckets))
    }
}

extension Rule {
    /// True for what picks out the new flows of one of some entries.
    fileprivate func isClass(of heads: Set<GroupID>, at key: RuleKey) -> Bool {
        isEntry && key.table == .select && head.map(heads.contains) ?? false
    }
}

extension RuleKey {
    fileprivate var inPort: UInt128? { fields.first { $0.field == .inPort }?.value }
}
