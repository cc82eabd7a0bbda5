import ChainComposition
import CloudTopology
import NetworkTypes
import ServiceChaining

/// What the weights of a plan do to volumes: a walk over its heads and choices, without any distribution.
///
/// Loads count replies, as large as requests, where the chain is symmetric; crossings do not. Each switch is a rack of
/// its own with the number before the datapath's.
struct PlanLoads {
    private(set) var loads: [InstanceID: Double] = [:]
    /// Equal parts by weight of what each clone takes.
    private(set) var fair: [InstanceID: Double] = [:]
    private(set) var crossings: [RackPair: Double] = [:]
    private let tenant: Tenant
    private let plan: TenantPlan

    init(_ plan: SteeringPlan, _ tenant: Tenant, _ volumes: [ChainID: Double]) throws {
        guard let plan = plan.tenants[tenant.id] else { throw CompositionFailure(problems: []) }
        self.tenant = tenant
        self.plan = plan
        for chain in plan.transformed.chains {
            guard let volume = volumes[chain.chain] else { continue }
            let factor = tenant[chain: chain.chain]?.direction == .symmetric ? 2.0 : 1
            for clone in chain.clones { share(volume * factor, of: clone) }
            enter(chain.chain, at: 0, .endpoint(chain.source), volume, factor)
        }
    }

    private mutating func share(_ volume: Double, of clone: CloneID) {
        let serving = tenant.instances.filter { plan.assignment[$0.id] == clone && $0.state == .active }
        let total = serving.reduce(0) { $0 + $1.weight }
        for instance in serving {
            fair[instance.id, default: 0] += volume * Double(instance.weight) / Double(total)
        }
    }

    private mutating func enter(
        _ chain: ChainID, at start: Int, _ head: InstancePath.Head, _ volume: Double, _ factor: Double
    ) {
        let subchain = plan.subchains.first { $0.uses.contains { $0.chain == chain && $0.start == start } }
        let choices = plan.heads.first { $0.subchain == subchain?.id && $0.head == head }?.choices ?? []
        let total = choices.reduce(0) { $0 + $1.weight }
        for choice in choices {
            guard let path = plan[path: choice.path] else { continue }
            let part = volume * Double(choice.weight) / Double(total)
            for hop in path.hops.forward where hop.crossesSwitches { crossings[Self.pair(hop), default: 0] += part }
            for instance in path.route.instances { loads[instance, default: 0] += part * factor }
            if let last = path.route.instances.last, plan.assignment[last]?.endsSubchains == true {
                enter(chain, at: start + path.route.instances.count, .instance(last), part, factor)
            }
        }
    }

    private static func pair(_ hop: Hop) -> RackPair {
        let rack = { (port: SwitchPort) in RackID(Int(port.datapath.rawValue) - 1) }
        return RackPair(from: rack(hop.from), to: rack(hop.to))
    }
}
