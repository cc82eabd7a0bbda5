internal import ChainComposition
internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

extension ChainVerifier {
    /// How many counterexamples are told at most.
    static let reportLimit = 16

    /// What holds for the switches as they are.
    ///
    /// - Complexity: linear in the number of checks that failed and of rules that nobody has met; the walks are done.
    public var result: VerificationResult {
        var statistics = statistics
        let counterexamples = failed.compactMap { outcomes[$0]?.counterexample } + ownerless(&statistics)
        guard counterexamples.isEmpty else {
            let inOrder = counterexamples.sorted { $0.order.lexicographicallyPrecedes($1.order) }
            return .refuted(Array(inOrder.prefix(Self.reportLimit)))
        }
        let undecided = Set(failed.compactMap { outcomes[$0]?.undecided })
        guard undecided.isEmpty else {
            return .undecided(undecided.sorted { $0.description < $1.description })
        }
        return .proved(statistics)
    }

    /// Rules and groups that are of no use to anybody.
    private func ownerless(_ statistics: inout VerificationStatistics) -> [Counterexample] {
        statistics.rules = network.ruleCount
        var found: [Counterexample] = []
        var groups = ownership.idleGroups
        for place in ownership.idleRules {
            guard let bridge = network.switches[place.datapath], let rule = bridge[place.key],
                !isForAll(rule, on: place.datapath)
            else { continue }
            if bridge.isShadowed(rule) {
                statistics.shadowedRules += 1
                for group in rule.groups { groups.remove(.init(datapath: place.datapath, group: group)) }
            } else if !deliversIdly(rule, on: place.datapath) {
                found.append(.ownerless(rule, on: place.datapath))
            }
        }
        return found + groups.map { .ownerless($0.group, on: $0.datapath) }
    }

    /// True for rules that a switch has whoever is attached to it, and for those that no traffic of tenants meets.
    private func isForAll(_ rule: CompiledRule, on datapath: DatapathID) -> Bool {
        guard rule.concernsTraffic else { return true }
        guard let port = rule.cube.exactValue(of: .ingressPort) else { return rule.isShared }
        let number = PortNumber(rawValue: UInt32(truncatingIfNeeded: port))
        return rule.isShared && surroundings.tunnelPorts.contains(SwitchPort(datapath, number))
    }

    /// True for a rule that delivers to a port of a tenant by its key alone, where no path needs it: the far side of a
    /// box in chains whose replies go straight back, a box in front of which tags come off, a key that drains.
    private func deliversIdly(_ rule: CompiledRule, on datapath: DatapathID) -> Bool {
        guard let key = rule.cube.exactValue(of: .tunnelID),
            let owner = portsByKey[PortKeyPlace(datapath: datapath, key: UInt32(truncatingIfNeeded: key))]
        else { return false }
        if case .proxied = owner.port.role { return true }
        guard UInt128(owner.port.key.rawValue) == key else { return true }
        return plan.tenants[owner.tenant]?.paths.contains { path in
            (path.hops.forward + path.hops.reverse).contains { $0.to == owner.port.port }
        } == false
    }
}

extension CompiledRule {
    /// The groups that it sends packets to.
    fileprivate var groups: [GroupID] {
        instructions.flatMap { instruction -> [Action] in
            switch instruction {
            case .applyActions(let actions), .writeActions(let actions): actions
            default: []
            }
        }.compactMap { if case .group(let group) = $0 { group } else { nil } }
    }
}

extension VerificationStatistics {
    /// - Parameter difference: 1 for a check that is new, −1 for one that is no more.
    mutating func count(_ check: Check, _ difference: Int) {
        switch check {
        case .entry: entries += difference
        case .path: paths += difference
        case .port: ports += difference
        }
    }
}

extension Counterexample {
    /// Counterexamples stand in this order, whatever the order of checks was.
    var order: [String] {
        // What becomes of packets comes before what becomes of nobody's.
        [
            flow == nil ? "1" : "0", tenant?.name ?? "", violation.code.rawValue, "\(ingress.map { "\($0)" } ?? "")",
            "\(flow.map { "\($0)" } ?? "")", description,
        ]
    }

    fileprivate static func ownerless(_ rule: CompiledRule, on datapath: DatapathID) -> Counterexample {
        Counterexample(
            violation: Violation(
                .ownerless,
                "no packet of any tenant hits the rule of switch \(datapath), table \(rule.key.table.id), priority "
                    + "\(rule.priority), \(rule.key.matchText)"),
            tenant: nil, flow: nil, ingress: nil, marking: .bestEffort, mark: 0, updated: [:], walk: [], rule: rule.key)
    }

    fileprivate static func ownerless(_ group: GroupID, on datapath: DatapathID) -> Counterexample {
        Counterexample(
            violation: Violation(.ownerless, "no packet of any tenant uses group \(group) of switch \(datapath)"),
            tenant: nil, flow: nil, ingress: nil, marking: .bestEffort, mark: 0, updated: [:], walk: [], rule: nil)
    }
}
