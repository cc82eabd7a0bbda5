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
    /// - Complexity: linear in the number of checks and of rules; the walks are done.
    public var result: VerificationResult {
        var statistics = VerificationStatistics()
        var counterexamples = outcomes.values.compactMap(\.counterexample)
        counterexamples += ownerless(&statistics)
        guard counterexamples.isEmpty else {
            let inOrder = counterexamples.sorted { $0.order.lexicographicallyPrecedes($1.order) }
            return .refuted(Array(inOrder.prefix(Self.reportLimit)))
        }
        let undecided = Set(outcomes.values.compactMap(\.undecided))
        guard undecided.isEmpty else {
            return .undecided(undecided.sorted { $0.description < $1.description })
        }
        statistics.count(outcomes.keys)
        statistics.lookups = lookups
        return .proved(statistics)
    }

    /// Rules and groups that are of no use to anybody.
    private func ownerless(_ statistics: inout VerificationStatistics) -> [Counterexample] {
        var found: [Counterexample] = []
        let idle = idleKeys
        for (datapath, bridge) in network.switches {
            statistics.rules += bridge.allRules.count
            var groups = Set(bridge.groups.keys.filter { !ownership.isUsed($0, on: datapath) })
            for rule in bridge.allRules where !ownership.isHit(rule) && !isForAll(rule, on: datapath) {
                if bridge.isShadowed(rule) {
                    statistics.shadowedRules += 1
                    groups.subtract(rule.groups)
                } else if !idle.contains(where: { $0.datapath == datapath && rule.delivers($0.key) }) {
                    found.append(.ownerless(rule, on: datapath))
                }
            }
            found += groups.map { .ownerless($0, on: datapath) }
        }
        return found
    }

    /// True for rules that a switch has whoever is attached to it, and for those that no traffic of tenants meets.
    private func isForAll(_ rule: CompiledRule, on datapath: DatapathID) -> Bool {
        guard rule.concernsTraffic else { return true }
        guard let port = rule.cube.exactValue(of: .ingressPort) else { return rule.isShared }
        let number = PortNumber(rawValue: UInt32(truncatingIfNeeded: port))
        return rule.isShared && surroundings.tunnelPorts.contains(SwitchPort(datapath, number))
    }

    private struct IdleKey {
        let datapath: DatapathID
        let key: VirtualPortKey
    }

    /// Keys of ports that packets only leave by: the far sides of boxes in chains whose replies go straight back.
    private var idleKeys: [IdleKey] {
        plan.tenants.values.flatMap { tenant -> [IdleKey] in
            let targets = Set(tenant.paths.flatMap { $0.hops.forward + $0.hops.reverse }.map(\.to))
            return tenant.ports.filter { !targets.contains($0.port) }
                .map { IdleKey(datapath: $0.port.datapath, key: $0.key) }
        }
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

    /// True for a rule that hands packets to the port with this key.
    fileprivate func delivers(_ port: VirtualPortKey) -> Bool {
        cube.exactValue(of: .tunnelID) == UInt128(port.rawValue)
    }
}

extension VerificationStatistics {
    fileprivate mutating func count(_ checks: some Sequence<Check>) {
        for check in checks {
            switch check {
            case .entry: entries += 1
            case .path: paths += 1
            case .port: ports += 1
            }
        }
    }
}

extension Counterexample {
    fileprivate var order: [String] {
        // What becomes of packets comes before what becomes of nobody's.
        [
            flow == nil ? "1" : "0", tenant?.name ?? "", violation.code.rawValue, "\(ingress.map { "\($0)" } ?? "")",
            "\(flow.map { "\($0)" } ?? "")",
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
