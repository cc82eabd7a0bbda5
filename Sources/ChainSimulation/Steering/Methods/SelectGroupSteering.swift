internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// Groups alone: at every hop a select group picks the next instance by a hash of the headers, and nothing remembers.
///
/// The hash is symmetric and the same on every switch, so that replies meet the instances of what they answer as long as
/// no group changes. Where headers have been rewritten, chains are told apart by what is left of them.
struct SelectGroupSteering: SteeringMethod {
    private var hops: HopByHop?
    private var programs: [DatapathID: SwitchProgram] = [:]

    mutating func adopt(_ policy: Policy) throws(ChainSimulationError) -> [SwitchMessages] {
        let hops = HopByHop(policy, after: hops)
        var next = hops.baseProgram()
        let groups = Self.groups(of: policy)
        let rules = hops.rules(for: hops.decisions) { decision, function, _ in
            guard let group = groups[Self.Owner(tenant: decision.tenant, function: function)] else { return [] }
            let side: UInt128 = decision.direction == .forward ? 1 : 2
            let pick: [Instruction] = [.applyActions([.set(.reg1, side), .group(group)])]
            return decision.classes.flatMap { $0.matches(decision.direction) }.map { ($0, pick) }
        }
        next.add(rules)
        for (owner, group) in groups { Self.add(group, of: owner, hops, to: &next) }
        defer { (self.hops, programs) = (hops, next) }
        return programs.messages(to: next)
    }

    private struct Owner: Hashable {
        let tenant: TenantID
        let function: FunctionID
    }

    private static func groups(of policy: Policy) -> [Owner: GroupID] {
        let owners = policy.tenants.flatMap { tenant in
            tenant.functions.map { Owner(tenant: tenant.id, function: $0.id) }
        }
        return Dictionary(uniqueKeysWithValues: zip(owners, (1...).lazy.map { GroupID(rawValue: $0) }))
    }

    /// The group on every switch whose rules lead to it, and what follows the choice: a bucket notes the instance in a
    /// register, and another table sends the packet there, on the side that its direction wants.
    private static func add(
        _ group: GroupID, of owner: Owner, _ hops: HopByHop, to programs: inout [DatapathID: SwitchProgram]
    ) {
        let instances = hops.activeInstances(of: owner.function, in: owner.tenant)
        let buckets = instances.map { instance in
            Bucket(
                weight: UInt16(clamping: instance.weight),
                actions: [
                    .set(.reg0, UInt128(hops.key(of: instance.attachment.left))),
                    .resubmit(port: nil, table: PipelineTable.tag.id),
                ])
        }
        for (datapath, program) in programs {
            let isUsed = program.rules.values.contains { rule in
                rule.instructions.contains {
                    if case .applyActions(let actions) = $0 { actions.contains(.group(group)) } else { false }
                }
            }
            guard isUsed else { continue }
            programs[datapath]?.groups[group] = buckets
            for instance in instances { programs.add(sends(to: instance, from: datapath, hops)) }
        }
    }

    private static func sends(
        to instance: ServiceInstance, from datapath: DatapathID, _ hops: HopByHop
    ) -> [(DatapathID, RuleKey, Rule)] {
        PathDirection.allCases.map { direction in
            let fields = [
                MatchField(.reg0, UInt128(hops.key(of: instance.attachment.left))),
                MatchField(.reg1, direction == .forward ? 1 : 2),
            ]
            let instructions = hops.send(from: datapath, to: instance.attachment.entry(direction))
            return (
                datapath, RuleKey(.tag, priority: 100, fields), Rule(instructions, cookie: RuleCookie.shared)
            )
        }
    }
}
