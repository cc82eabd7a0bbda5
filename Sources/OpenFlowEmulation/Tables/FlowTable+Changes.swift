internal import NetworkTypes
public import OpenFlow

/// A rule that went, and why; the table's owner tells the controller where the rule asks for it.
public struct RemovedRule: Sendable {
    public let rule: FlowRule
    public let reason: FlowRemoved.Reason
}

extension FlowTable {
    /// Carries a flow modification out (OpenFlow 1.3.5 § 6.4).
    ///
    /// The match must have been checked; a match that the emulation does not carry is refused as a bad field.
    /// - Throws: ``ErrorCode`` as ``Refusal``: an overlap where the change asks for the check, or an unknown command.
    mutating func apply(_ change: FlowMod, at now: Duration) throws(Refusal) -> [RemovedRule] {
        guard let tests = FieldTest.compile(change.match) else { throw Refusal(.badMatchField) }
        switch change.command {
        case .add:
            try add(change, tests, at: now)
            return []
        case .modify, .modifyStrict:
            for number in selection(change, tests, isStrict: change.command == .modifyStrict) {
                modify(number, change, at: now)
            }
            return []
        case .delete, .deleteStrict:
            return selection(change, tests, isStrict: change.command == .deleteStrict).compactMap { number in
                remove(number).map { RemovedRule(rule: $0, reason: .delete) }
            }
        default: throw Refusal(.badFlowCommand)
        }
    }

    private mutating func add(_ change: FlowMod, _ tests: [FieldTest], at now: Duration) throws(Refusal) {
        var rule = FlowRule(change, tests, at: now)
        if let old = number(of: rule.identity).flatMap({ rulesByNumber[$0] }) {
            if !change.flags.contains(.resetCounts) {
                rule.packetCount = old.packetCount
                rule.byteCount = old.byteCount
            }
        } else if change.flags.contains(.checkOverlap), overlaps(tests, priority: change.priority) {
            throw Refusal(.flowOverlap)
        }
        insert(rule)
    }

    private func overlaps(_ tests: [FieldTest], priority: UInt16) -> Bool {
        rulesByNumber.values.contains { $0.priority == priority && FieldTest.overlap($0.tests, tests) }
    }

    private mutating func modify(_ number: Int, _ change: FlowMod, at now: Duration) {
        changeInstructions(of: number, to: change.instructions)
        self.change(number) { rule in
            rule.modified = now
            guard change.flags.contains(.resetCounts) else { return }
            rule.packetCount = 0
            rule.byteCount = 0
        }
    }

    /// The rules that a modification or deletion means; port and group filters count for deletions only.
    private func selection(_ change: FlowMod, _ tests: [FieldTest], isStrict: Bool) -> [Int] {
        let isDeletion = change.command == .delete || change.command == .deleteStrict
        let filter = RuleFilter(
            tests: tests, strictPriority: isStrict ? change.priority : nil,
            outPort: isDeletion ? change.outPort : .any, outGroup: isDeletion ? change.outGroup : .any,
            cookie: change.cookie, cookieMask: change.cookieMask)
        return numbers(matching: filter)
    }

    func numbers(matching filter: RuleFilter) -> [Int] {
        if let priority = filter.strictPriority {
            let number = number(of: RuleIdentity(priority: priority, tests: filter.tests))
            return number.flatMap { number in
                rulesByNumber[number].flatMap { filter.admits($0) ? [number] : nil }
            } ?? []
        }
        return numbersInOrder.filter { rulesByNumber[$0].map(filter.admits) ?? false }
    }

    /// Removes every rule whose time has come.
    mutating func expire(at now: Duration) -> [RemovedRule] {
        numbersInOrder.compactMap { number in
            guard let reason = rulesByNumber[number]?.expiry(at: now), let rule = remove(number) else { return nil }
            return RemovedRule(rule: rule, reason: reason)
        }
    }

    /// Removes the rules that point to a group which is about to go.
    mutating func removeRules(using group: GroupID) -> [RemovedRule] {
        removeRules(because: .groupDelete) { $0.uses(group) }
    }

    /// Removes the rules that name a meter which is about to go.
    mutating func removeRules(using meter: MeterID) -> [RemovedRule] {
        removeRules(because: .delete) { $0.uses(meter) }
    }

    /// Removes the rules that were learned from one which is gone.
    mutating func removeRules(learnedWith cookie: Cookie) -> [RemovedRule] {
        removeRules(because: .delete) { $0.cookie == cookie }
    }

    private mutating func removeRules(
        because reason: FlowRemoved.Reason, where isMeant: (FlowRule) -> Bool
    ) -> [RemovedRule] {
        numbersInOrder.compactMap { number in
            guard rulesByNumber[number].map(isMeant) == true, let rule = remove(number) else { return nil }
            return RemovedRule(rule: rule, reason: reason)
        }
    }
}

/// Which rules a deletion, a modification or a request for statistics means.
struct RuleFilter {
    var tests: [FieldTest]
    /// The exact priority of a strict command, which also wants the exact match.
    var strictPriority: UInt16?
    var outPort: PortNumber = .any
    var outGroup: GroupID = .any
    var cookie: Cookie = 0
    var cookieMask: UInt64 = 0

    func admits(_ rule: FlowRule) -> Bool {
        (strictPriority != nil || FieldTest.isSubset(rule.tests, of: tests))
            && (rule.cookie.rawValue ^ cookie.rawValue) & cookieMask == 0
            && (outPort == .any || rule.outputs(to: outPort)) && (outGroup == .any || rule.uses(outGroup))
    }
}
