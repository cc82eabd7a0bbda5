internal import NetworkTypes
internal import OpenFlow

/// A rule that a `learn` action makes of a packet (ovs-actions(7), "The learn action").
struct LearnedRule: Sendable {
    let change: FlowMod

    /// The change that the action comes to for a packet; fields that the packet lacks count as zero.
    init(_ action: LearnAction, of key: FlowKey) {
        var match = LearnedMatch()
        var actions: [Action] = []
        if action.finIdleTimeout != 0 || action.finHardTimeout != 0 {
            actions.append(.finTimeout(idle: action.finIdleTimeout, hard: action.finHardTimeout))
        }
        for specification in action.specifications {
            let value = Self.value(specification.source, of: key)
            switch specification.destination {
            case .match(let target): match.add(value, at: target)
            case .load(let target): actions.append(Self.load(value, target))
            case .output: actions += Self.output(value)
            }
        }
        change = FlowMod(
            .modifyStrict, table: action.table, priority: action.priority, match: match.match,
            instructions: actions.isEmpty ? [] : [.applyActions(actions)], cookie: action.cookie,
            idleTimeout: action.idleTimeout, hardTimeout: action.hardTimeout,
            flags: action.flags.contains(.sendFlowRemoved) ? .sendFlowRemoved : [])
    }

    private static func value(_ source: LearnAction.Specification.Source, of key: FlowKey) -> UInt128 {
        switch source {
        case .field(let subfield): key.read(subfield) ?? 0
        case .immediate(let value): value
        }
    }

    private static func load(_ value: UInt128, _ target: Subfield) -> Action {
        .setField(MatchField(target.field, value << UInt128(target.offset), mask: target.mask))
    }

    /// Nothing for a number that is no port of OpenFlow 1.0, which the action counts by.
    private static func output(_ value: UInt128) -> [Action] {
        switch value {
        case ..<0xFF00: [.output(PortNumber(rawValue: UInt32(value)))]
        case 0xFFF8, 0xFFFB, 0xFFFC, 0xFFFE: [.output(PortNumber(rawValue: 0xFFFF_0000 | UInt32(value)))]
        default: []
        }
    }
}

/// A match that grows bit by bit; the bits of one field become one entry.
private struct LearnedMatch {
    private var order: [OXMField] = []
    private var bits: [OXMField: (value: UInt128, mask: UInt128)] = [:]

    mutating func add(_ value: UInt128, at target: Subfield) {
        if bits[target.field] == nil { order.append(target.field) }
        var entry = bits[target.field] ?? (0, 0)
        entry.value = entry.value & ~target.mask | value << UInt128(target.offset) & target.mask
        entry.mask |= target.mask
        bits[target.field] = entry
    }

    var match: Match {
        Match(order.compactMap { field in bits[field].map { MatchField(field, $0.value, mask: $0.mask) } })
    }
}

extension PipelinePass {
    /// Notes what the action teaches; what is learned is seen by later passes only.
    mutating func learn(_ action: LearnAction) {
        let learned = LearnedRule(action, of: key)
        let fits = mayLearn(learned, limit: action.limit)
        if fits {
            result.learned.append(learned)
            let change = learned.change
            let name = RuleName(priority: change.priority, match: change.match, cookie: change.cookie)
            result.trace.append(.learned(change.table, name))
        }
        if let place = action.result { key.write(fits ? 1 : 0, to: place) }
    }

    private func mayLearn(_ learned: LearnedRule, limit: UInt32) -> Bool {
        guard limit > 0, let table = tables[learned.change.table] else { return true }
        return table.holds(learned.change) || table.count(cookie: learned.change.cookie) < Int(limit)
    }
}

extension FlowTable {
    /// Learns a rule: a new one is added, one that is there already is refreshed, one that says something else changed.
    mutating func learn(_ change: FlowMod, at now: Duration) {
        guard let tests = FieldTest.compile(change.match) else { return }
        guard let number = number(of: RuleIdentity(priority: change.priority, tests: tests)) else {
            return insert(FlowRule(change, tests, at: now))
        }
        changeInstructions(of: number, to: change.instructions)
        self.change(number) { rule in
            rule.cookie = change.cookie
            rule.modified = now
        }
    }

    fileprivate func holds(_ change: FlowMod) -> Bool {
        FieldTest.compile(change.match).map {
            number(of: RuleIdentity(priority: change.priority, tests: $0)) != nil
        } ?? false
    }

    fileprivate func count(cookie: Cookie) -> Int { rulesByNumber.values.count { $0.cookie == cookie } }
}
