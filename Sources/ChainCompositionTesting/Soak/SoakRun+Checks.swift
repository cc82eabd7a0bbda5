internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
internal import ServiceChaining

extension SoakRun {
    /// Everything that must hold between events.
    mutating func check() {
        guard !isProved else { return }
        continueFlows()
        checkSwitches()
        checkTags()
        checkOwners()
        checkMemory()
        for refusal in steered.refusals { violate(.refused, refusal) }
        steered.refusals = []
    }

    /// Each switch holds what it is to hold and, in the reactive engine, exact rules of paths that there are.
    private mutating func checkSwitches() {
        let livePaths = Set(steered.plan.paths.map(\.id))
        let before = report.violations.count
        // Rules are in no order; what is said of them is.
        defer { report.violations[before...].sort { $0.message < $1.message } }
        for (datapath, bridge) in steered.network.switches {
            let program = steered.programs[datapath] ?? SwitchProgram()
            var known = 0
            for (table, rules) in bridge.tables {
                for rule in rules.unorderedRules where !isExact(rule, at: datapath, livePaths) {
                    report.rulesCompared += 1
                    guard
                        let key = PipelineTable(rawValue: table.rawValue).map({
                            RuleKey($0, priority: rule.priority, rule.match.fields)
                        }), let wanted = program.rules[key]
                    else {
                        violate(.ruleWithoutOwner, "switch \(datapath), table \(table): \(SoakText.text(rule.match))")
                        continue
                    }
                    known += 1
                    if wanted.instructions != rule.instructions || wanted.cookie != rule.cookie {
                        violate(
                            .switchDiffers,
                            "switch \(datapath), table \(table): \(SoakText.text(rule.match)) does \(rule.instructions)"
                        )
                    }
                }
            }
            if known != program.rules.count {
                violate(.switchDiffers, "switch \(datapath) has \(known) of \(program.rules.count) rules")
            }
            checkGroups(bridge, program)
        }
    }

    /// Short-lived rules of single flows; those of paths that are gone belong to nobody.
    private mutating func isExact(_ rule: FlowRule, at datapath: DatapathID, _ livePaths: Set<PathID>) -> Bool {
        guard rule.idleTimeout > 0 || rule.hardTimeout > 0 else { return false }
        guard let mark = RuleCookie.mark(of: rule.cookie) else {
            checkDrop(rule, at: datapath)
            return true
        }
        if !livePaths.contains(PathID.of(mark: mark).path) {
            violate(.ruleWithoutOwner, "switch \(datapath): exact rule of \(PathID.of(mark: mark).path), which is gone")
        }
        return true
    }

    /// A rule that drops a flow of no chain must not outlive the policy by which it has none.
    private mutating func checkDrop(_ rule: FlowRule, at datapath: DatapathID) {
        guard let (port, flow) = rule.match.exactFlow else { return }
        let verdicts = evaluators.map { $0.evaluate(flow, at: SwitchPort(datapath, port)) }
        guard let decision = verdicts.last?.decision, verdicts.allSatisfy({ $0.decision != nil }) else { return }
        violate(.lost, "switch \(datapath): a rule drops \(flow) from port \(port), which is of \(decision.chain)")
    }

    private mutating func checkGroups(_ bridge: EmulatedSwitch, _ program: SwitchProgram) {
        for (id, group) in bridge.groups.groups {
            guard let wanted = program.groups[id] else {
                violate(.ruleWithoutOwner, "switch \(bridge.datapath): group \(id)")
                continue
            }
            if wanted != group.buckets { violate(.switchDiffers, "switch \(bridge.datapath): buckets of group \(id)") }
            if group.buckets.isEmpty { violate(.lost, "switch \(bridge.datapath): group \(id) has no bucket") }
        }
        if bridge.groups.groups.count != program.groups.count {
            violate(.switchDiffers, "switch \(bridge.datapath) has \(bridge.groups.groups.count) groups")
        }
    }

    /// Wherever a switch tells paths apart by tag, no two have the same.
    private mutating func checkTags() {
        var users: [TagReading: UInt32] = [:]
        for path in steered.plan.paths {
            for direction in PathDirection.allCases {
                for reading in TagReading.all(of: path, direction) {
                    guard let other = users.updateValue(path.id.mark(direction), forKey: reading) else { continue }
                    violate(.tagCollision, "\(path.id) and \(PathID.of(mark: other).path) at \(reading.port)")
                }
            }
        }
    }

    /// At most two directions for each subchain of each flow of late; a chain of three functions has four subchains.
    private mutating func checkMemory() {
        guard steered.answering?.flowsByPath(now: steered.network.now) != nil,
            let remembered = steered.answering?.rememberedDirections
        else { return }
        // A rule idles for ten seconds, and its flow is remembered for sixty more.
        let window = Duration.seconds(150)
        lastHeardOf.removeAll { $0 + window < steered.network.now }
        let bound = 8 * (lastHeardOf.count + live.count)
        if remembered > bound { violate(.memoryGrows, "\(remembered) directions, \(lastHeardOf.count) flows of late") }
    }
}

// MARK: - Owners

extension SoakRun {
    /// Each rule is about ports, paths, keys and groups of the plan: read off the rule, not from the compiler.
    private mutating func checkOwners() {
        guard !steered.programs.isEmpty else { return }
        // Where a chain lets nothing pass, its head may be all that there is of a port.
        let ports = Set(steered.plan.tenants.values.flatMap { $0.ports.map(\.port) + $0.heads.map(\.port) })
        let keys = Set(steered.plan.tenants.values.flatMap(\.ports).flatMap(\.keys).map { UInt128($0.rawValue) })
        let paths = Set(steered.plan.paths.map(\.id)), groups = Set(steered.plan.heads.map(\.group))
        let tunnels = Set(
            steered.plan.forwarders.values.compactMap { forwarder in
                forwarder.tunnel.map { SwitchPort(forwarder.datapath, $0.port) }
            })
        for (datapath, program) in steered.programs.sorted(by: { $0.key < $1.key }) {
            for (key, rule) in program.rules {
                let path = RuleCookie.mark(of: rule.cookie).map { PathID.of(mark: $0).path }
                let isOwned =
                    path.map(paths.contains) ?? true
                    && key.fields.allSatisfy { field in
                        switch field.field {
                        case .inPort:
                            let port = SwitchPort(
                                datapath, PortNumber(rawValue: UInt32(truncatingIfNeeded: field.value)))
                            return ports.contains(port) || tunnels.contains(port)
                        case .tunnelID: return keys.contains(field.value)
                        default: return true
                        }
                    } && rule.groups.allSatisfy(groups.contains)
                if !isOwned {
                    let match = SoakText.text(rule.message(at: key).match)
                    violate(.ruleWithoutOwner, "switch \(datapath), table \(key.table.id): \(match) is nobody's")
                }
            }
        }
    }
}
