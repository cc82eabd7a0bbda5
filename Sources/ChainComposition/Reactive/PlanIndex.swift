internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// A plan arranged for the questions that a packet raises: which head, which path, which first hop.
struct PlanIndex: Sendable {
    private(set) var heads: [GroupID: PlannedHead] = [:]
    private(set) var paths: [PathID: PlannedPath] = [:]
    private var entries: [SwitchPort: [Entry]] = [:]
    private var firstHops: [UInt32: [Instruction]] = [:]

    /// A head and what leads to it; no class stands for every packet.
    private struct Entry {
        let head: PlannedHead
        let traffic: TrafficClass?

        /// What enters: nothing where a failure has closed the head.
        var admission: Admission { Admission(traffic: traffic, isClosed: head.choices.isEmpty) }
    }

    private struct Admission: Hashable {
        let traffic: TrafficClass?
        let isClosed: Bool
    }

    init(_ plan: SteeringPlan) {
        for tenant in plan.tenants.values {
            let rules = TenantRules(tenant, plan.forwarders, ReactiveEngine())
            for path in tenant.paths {
                paths[path.id] = path
                for direction in PathDirection.allCases {
                    firstHops[path.id.mark(direction)] = rules.firstHop(path, direction)
                }
            }
            for head in tenant.heads {
                heads[head.group] = head
                entries[head.port, default: []] += Self.entries(head, of: tenant)
            }
        }
        for port in entries.keys {
            entries[port]?.sort { ($0.traffic?.priority ?? -1) > ($1.traffic?.priority ?? -1) }
        }
    }

    /// Behind a clone everything belongs to the subchain. A chain without classes takes nothing.
    private static func entries(_ head: PlannedHead, of tenant: TenantPlan) -> [Entry] {
        if case .clone = head.subchain { return [Entry(head: head, traffic: nil)] }
        return (tenant[subchain: head.subchain]?.classes ?? []).map { Entry(head: head, traffic: $0) }
    }

    /// The switches on which other packets belong to a class than by another plan.
    func switchesWithOtherClasses(than other: PlanIndex) -> Set<DatapathID> {
        let ports = Set(entries.keys).union(other.entries.keys)
        let changed = ports.filter { entries[$0]?.map(\.admission) != other.entries[$0]?.map(\.admission) }
        return Set(changed.map(\.datapath))
    }

    func head(for flow: FiveTuple, at port: SwitchPort) -> PlannedHead? {
        entries[port]?.first { $0.traffic?.matches(flow) ?? true }?.head
    }

    func firstHop(_ path: PlannedPath, _ direction: PathDirection) -> [Instruction] {
        firstHops[path.id.mark(direction)] ?? []
    }
}
