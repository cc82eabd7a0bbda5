public import ChainComposition
public import NetworkTypes
internal import OpenFlow

extension PlantedFault {
    /// Makes the compiled programs of a plan wrong in this way.
    ///
    /// - Returns: false where they are as they were: the plan has nothing that could be wrong in this way, or the fault
    ///   is none of rules.
    public func plant(in programs: inout [DatapathID: SwitchProgram], of plan: SteeringPlan) -> Bool {
        guard place == .rules else { return false }
        let facts = PlanFacts(plan, programs)
        var hasChanged = false
        for datapath in programs.keys.sorted() {
            var program = programs[datapath] ?? SwitchProgram()
            if plant(in: &program, facts) { hasChanged = true }
            programs[datapath] = program
        }
        return hasChanged
    }

    private func plant(in program: inout SwitchProgram, _ facts: PlanFacts) -> Bool {
        switch self {
        case .classPrioritiesInverted: return invertPriorities(in: &program)
        case .groupEmpty: return program.replaceBuckets { $0.rawValue % 3 == 1 ? [] : $1 }
        case .bucketOfAnotherPath, .bucketToNowhere: return misdirectBuckets(in: &program, facts)
        case .drainingPathPicked: return pickDraining(in: &program, facts)
        case .ruleWithoutOwner:
            guard !program.rules.isEmpty else { return false }
            let key = RuleKey(.deliver, priority: 100, [.tunnelID(0xFF_FFFE)])
            program.rules[key] = Rule([.applyActions([.output(.inPort)])], cookie: RuleCookie.shared)
            return true
        default:
            return program.replaceRules { key, rule in
                replacement(for: rule, at: key, RuleShape(key, rule), facts)
            }
        }
    }

    private func replacement(
        for rule: Rule, at key: RuleKey, _ shape: RuleShape, _ facts: PlanFacts
    ) -> (RuleKey, Rule)? {
        switch shape {
        case .start(let mark): start(mark, key, rule, facts)
        case .hop(let mark): hop(mark, key, rule, facts)
        case .end(let mark): end(mark, key, rule, facts)
        case .interior(let port): interior(port, key, rule)
        case .edge: edge(key, rule)
        case .head(let group): head(group, key, rule, facts)
        case .tunnel: self == .tunnelIgnored ? nil : (key, rule)
        case .commit: self == .pathNotRemembered ? (key, rule.withoutTracking) : (key, rule)
        case .forgets: self == .deadMarkKept ? nil : (key, rule)
        case .other: (key, rule)
        }
    }
}

// MARK: - Rules along paths

extension PlantedFault {
    private func start(_ mark: UInt32, _ key: RuleKey, _ rule: Rule, _ facts: PlanFacts) -> (RuleKey, Rule)? {
        guard facts.isChosen(mark) || self == .drainingPathForgotten else { return (key, rule) }
        switch self {
        case .startLost: return facts.isForward(mark) ? nil : (key, rule)
        case .drainingPathForgotten: return facts.isDraining(mark) ? nil : (key, rule)
        case .tagsSwapped: return (key, rule.tagged(facts.tags[mark ^ 1]))
        case .tagOfAnotherPath: return (key, rule.tagged(facts.neighbour(of: mark).flatMap { facts.tags[$0] }))
        case .tagShared: return (key, rule.tagged(sharedTag(mark, facts)))
        default: return (key, sent(rule, facts))
        }
    }

    private func hop(_ mark: UInt32, _ key: RuleKey, _ rule: Rule, _ facts: PlanFacts) -> (RuleKey, Rule)? {
        guard facts.isChosen(mark) || self == .drainingPathForgotten else { return (key, rule) }
        switch self {
        case .hopLost: return facts.isForward(mark) ? nil : (key, rule)
        case .replyHopLost: return facts.isForward(mark) ? (key, rule) : nil
        case .drainingPathForgotten: return facts.isDraining(mark) ? nil : (key, rule)
        case .tagShared: return (key.tagged(sharedTag(mark, facts)), rule)
        default: return (key, sent(rule, facts))
        }
    }

    private func end(_ mark: UInt32, _ key: RuleKey, _ rule: Rule, _ facts: PlanFacts) -> (RuleKey, Rule)? {
        guard facts.isChosen(mark) || self == .drainingPathForgotten else { return (key, rule) }
        switch self {
        case .endDeliveryLost: return nil
        case .drainingPathForgotten: return facts.isDraining(mark) ? nil : (key, rule)
        case .tagShared: return (key.tagged(sharedTag(mark, facts)), rule)
        case .tagNotCleared: return (key, rule.replacingActions { $0.setsTag ? [] : [$0] })
        case .linkAddressNotSet: return (key, rule.withoutLinkAddress)
        case .replyMarkNotNoted: return (key, facts.isForward(mark) ? rule.withoutTracking : rule)
        case .markParityWrong: return (key, rule.mappingNoted { $0 ^ 1 })
        case .zoneWrong: return (key, rule.mappingZone { $0 &+ 1 })
        case .zoneShared: return (key, rule.mappingZone { _ in 1 })
        default: return (key, rule)
        }
    }

    private func interior(_ port: UInt32, _ key: RuleKey, _ rule: Rule) -> (RuleKey, Rule)? {
        switch self {
        case .interiorDeliveryLost: port % 3 == 1 ? nil : (key, rule)
        case .linkAddressNotSet: (key, rule.withoutLinkAddress)
        default: (key, rule)
        }
    }

    /// Another path of the tenant whose tag packets of this one carry too.
    private func sharedTag(_ mark: UInt32, _ facts: PlanFacts) -> MatchField? {
        facts.neighbour(of: mark).flatMap { facts.tags[$0] }
    }

    private func sent(_ rule: Rule, _ facts: PlanFacts) -> Rule {
        rule.replacingFields { field in
            switch (self, field.field) {
            case (.portKeyWrong, .tunnelID):
                let key = facts.key(after: UInt32(truncatingIfNeeded: field.value))
                return key.map { MatchField(.tunnelID, UInt128($0)) } ?? field
            case (.peerWrong, .tunnelDestinationIPv4):
                return facts.peer(after: field.value).map { MatchField(.tunnelDestinationIPv4, $0) } ?? field
            default: return field
            }
        }
    }
}

extension Rule {
    fileprivate func tagged(_ tag: MatchField?) -> Rule {
        guard let tag else { return self }
        return replacingFields { $0.field == tag.field ? tag : $0 }
    }

    fileprivate var withoutLinkAddress: Rule {
        replacingActions {
            if case .setField(let field) = $0, field.field == .ethernetDestination { [] } else { [$0] }
        }
    }
}

extension RuleKey {
    fileprivate func tagged(_ tag: MatchField?) -> RuleKey {
        guard let tag else { return self }
        return RuleKey(table, priority: priority, fields.map { $0.field == tag.field ? tag : $0 })
    }
}

extension Action {
    /// True where a tag is put on or taken off.
    fileprivate var setsTag: Bool {
        switch self {
        case .setField(let field): field.isTag
        case .popVLAN, .popMPLS, .decap: true
        default: false
        }
    }
}
