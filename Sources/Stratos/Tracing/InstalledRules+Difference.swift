public import ChainComposition
internal import NetworkTypes
public import OpenFlow

/// How what a switch holds differs from a program.
public struct RuleDifference: Hashable, Sendable {
    /// Rules and groups that the program has and the switch has not, as messages that would add them.
    public internal(set) var missing: [Message.Body] = []
    /// Those that do something else on the switch, as the program has them.
    public internal(set) var changed: [Message.Body] = []
    /// Rules with this suite's cookie, and groups, that the program does not have; short-lived ones are left out.
    public internal(set) var stray: [Message.Body] = []
    /// How many rules there are without this suite's cookie, which are nobody's business here.
    public internal(set) var foreignCount = 0

    /// True where the switch holds the program.
    public var isEmpty: Bool { missing.isEmpty && changed.isEmpty && stray.isEmpty }

    /// Each as a line with its sign: `+` missing, `~` changed, `-` stray.
    public func lines() throws(OpenFlowError) -> [String] {
        var lines: [String] = []
        for (sign, bodies) in [("+", missing), ("~", changed), ("-", stray)] {
            for body in bodies { lines.append("\(sign) " + (try body.bundleLine())) }
        }
        return lines
    }
}

extension InstalledRules {
    /// Compares with a program, both in one form of what has several.
    public func difference(to program: SwitchProgram) -> RuleDifference {
        var difference = RuleDifference()
        compareRules(program, &difference)
        compareGroups(program, &difference)
        return difference
    }

    private func compareRules(_ program: SwitchProgram, _ difference: inout RuleDifference) {
        var held: [Place: FlowStats] = [:]
        for flow in flows { held[Place(flow)] = flow }
        for (key, rule) in program.rules.sorted(by: { $0.key < $1.key }) {
            let message = Message.Body.flowMod(rule.message(at: key))
            guard let flow = held.removeValue(forKey: Place(key)) else {
                difference.missing.append(message)
                continue
            }
            let isSame = flow.cookie == rule.cookie && flow.instructions == rule.instructions.map(\.standard)
            if !isSame { difference.changed.append(message) }
        }
        for flow in held.values.sorted(by: { ($0.table, $1.priority) < ($1.table, $0.priority) }) {
            guard flow.cookie.rawValue & RuleCookie.ownerMask == RuleCookie.owner else {
                difference.foreignCount += 1
                continue
            }
            // Rules of single flows come and go.
            guard flow.idleTimeout == 0, flow.hardTimeout == 0 else { continue }
            let deletion = FlowMod(
                .deleteStrict, table: flow.table, priority: flow.priority, match: flow.match, instructions: [])
            difference.stray.append(.flowMod(deletion))
        }
    }

    private func compareGroups(_ program: SwitchProgram, _ difference: inout RuleDifference) {
        var held = Dictionary(groups.map { ($0.group, $0) }) { first, _ in first }
        for (id, buckets) in program.groups.sorted(by: { $0.key < $1.key }) {
            let message = Message.Body.groupMod(GroupMod(.add, id, buckets: buckets))
            guard let group = held.removeValue(forKey: id) else {
                difference.missing.append(message)
                continue
            }
            if group.buckets.map(\.comparable) != buckets.map(\.standard.comparable) {
                difference.changed.append(message)
            }
        }
        difference.stray += held.keys.sorted().map { .groupMod(GroupMod(.delete, $0)) }
    }

    /// What makes a rule itself on a switch (OpenFlow 1.3.5 § 5.2).
    private struct Place: Hashable {
        let table: TableID
        let priority: UInt16
        let match: Match

        init(_ flow: FlowStats) {
            (table, priority, match) = (flow.table, flow.priority, flow.match)
        }

        init(_ key: RuleKey) {
            (table, priority, match) = (key.table.id, key.priority, key.match)
        }
    }
}

extension Bucket {
    /// What counts of a bucket of a select group: what is watched does not.
    fileprivate var comparable: [AnyHashable] { [weight, actions] }
}
