internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow

// MARK: - Edge ports and heads

extension PlantedFault {
    func edge(_ key: RuleKey, _ rule: Rule) -> (RuleKey, Rule)? {
        switch self {
        case .familyMissing: key.isIPv6 ? nil : (key, rule)
        case .trackerSkipped: (key, rule.skippingTracker)
        case .zoneShared: (key, rule.inSharedZone)
        default: (key, rule)
        }
    }

    func head(_ group: GroupID, _ key: RuleKey, _ rule: Rule, _ facts: PlanFacts) -> (RuleKey, Rule)? {
        switch self {
        case .classLost: group.rawValue % 3 == 1 ? nil : (key, rule)
        case .classTooWide: (key.widened, rule)
        case .headStale: rule.isEntry ? (key, rule) : (key, rule.leading(to: group.rawValue - 1))
        default: (key, rule)
        }
    }

    /// The class that should win loses, at every port.
    func invertPriorities(in program: inout SwitchProgram) -> Bool {
        let classes = program.rules.filter { if case .head = RuleShape($0.key, $0.value) { true } else { false } }
        let ports = Dictionary(grouping: classes.keys) { $0.fields.first { $0.field == .inPort } }
        let orders = ports.mapValues { keys in
            let ascending = Set(keys.map(\.priority)).sorted()
            return Dictionary(uniqueKeysWithValues: zip(ascending, ascending.reversed()))
        }
        return program.replaceRules { key, rule in
            let port = key.fields.first { $0.field == .inPort }
            guard classes[key] != nil, let priority = orders[port]?[key.priority] else { return (key, rule) }
            return (RuleKey(key.table, priority: priority, key.fields), rule)
        }
    }
}

// MARK: - Groups

extension PlantedFault {
    func misdirectBuckets(in program: inout SwitchProgram, _ facts: PlanFacts) -> Bool {
        program.replaceBuckets { _, buckets in
            buckets.map { bucket in
                guard let mark = bucket.mark, facts.isChosen(mark) else { return bucket }
                let elsewhere = facts.neighbour(of: mark) { $0.subchain != $1.subchain }
                let wrong = self == .bucketToNowhere ? facts.strangeMark : elsewhere
                return wrong.map(bucket.noting) ?? bucket
            }
        }
    }

    /// Draining paths from the same head go on taking new flows.
    func pickDraining(in program: inout SwitchProgram, _ facts: PlanFacts) -> Bool {
        program.replaceBuckets { _, buckets in
            guard let first = buckets.first, let known = first.mark.flatMap(facts.path) else { return buckets }
            let draining = facts.paths.filter {
                $0.state == .draining && $0.subchain == known.subchain && $0.route.head == known.route.head
            }
            return buckets
                + draining.map { path in
                    var bucket = first.noting(path.id.mark(.forward))
                    bucket.weight = 1
                    return bucket
                }
        }
    }
}

// MARK: - What is remembered

extension Rule {
    var withoutTracking: Rule {
        replacingActions { if case .conntrack = $0 { [] } else { [$0] } }
    }

    /// The mark that a delivery notes for the other direction.
    func mappingNoted(_ body: (UInt64) -> UInt64) -> Rule {
        mappingTracking { track in
            track.actions = track.actions.map { action in
                if case .load(let mark, let target) = action { .load(body(mark), target) } else { action }
            }
        }
    }

    func mappingZone(_ body: (UInt16) -> UInt16) -> Rule {
        mappingTracking { track in
            if case .immediate(let zone) = track.zone { track.zone = .immediate(body(zone)) }
        }
    }

    fileprivate var inSharedZone: Rule {
        mappingZone { _ in 1 }.replacingFields { $0.field == .reg1 ? MatchField(.reg1, 1) : $0 }
    }

    /// A packet goes straight to the select table, as if nobody had ever seen its connection.
    fileprivate var skippingTracker: Rule {
        var rule = self
        guard withoutTracking != self else { return self }
        rule.instructions = withoutTracking.instructions + [.gotoTable(PipelineTable.select.id)]
        return rule
    }

    fileprivate func leading(to group: UInt32) -> Rule {
        replacingActions { if case .group = $0 { [.group(GroupID(rawValue: group))] } else { [$0] } }
    }

    private func mappingTracking(_ body: (inout ConntrackAction) -> Void) -> Rule {
        replacingActions { action in
            guard case .conntrack(var track) = action else { return [action] }
            body(&track)
            return [.conntrack(track)]
        }
    }
}

extension RuleKey {
    fileprivate var isIPv6: Bool { fields.contains { $0 == .ethernetType(.ipv6) } }

    /// Without its last condition on the headers behind IP.
    fileprivate var widened: RuleKey {
        let narrow: Set<OXMField> = [.tcpDestination, .udpDestination, .ipv4Destination, .ipv6Destination]
        guard let last = fields.last(where: { narrow.contains($0.field) }) else { return self }
        return RuleKey(table, priority: priority, fields.filter { $0 != last })
    }
}
