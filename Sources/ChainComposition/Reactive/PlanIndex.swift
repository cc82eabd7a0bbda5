internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// A plan arranged for the questions that a packet raises: which head, which path, which first hop.
struct PlanIndex: Sendable {
    private(set) var heads: [GroupID: PlannedHead] = [:]
    private(set) var paths: [PathID: PlannedPath] = [:]
    private var entries: [SwitchPort: [Entry]] = [:]
    private var starts: [UInt32: [PathStart]] = [:]
    private var resumptions: [UInt32: [(port: SwitchPort, starts: [PathStart])]] = [:]

    /// A head and what leads to it; no class stands for every packet.
    private struct Entry {
        let head: PlannedHead
        let traffic: TrafficClass?
    }

    init(_ plan: SteeringPlan) {
        for tenant in plan.tenants.values {
            let rules = TenantRules(tenant, plan.forwarders, ReactiveEngine())
            for path in tenant.paths {
                paths[path.id] = path
                for direction in PathDirection.allCases {
                    starts[path.id.mark(direction)] = rules.starts(path, direction)
                    if !path.proxied.isEmpty {
                        resumptions[path.id.mark(direction)] = rules.resumptions(path, direction)
                    }
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
        let changed = ports.filter { entries[$0]?.map(\.traffic) != other.entries[$0]?.map(\.traffic) }
        return Set(changed.map(\.datapath))
    }

    func head(for flow: FiveTuple, at port: SwitchPort) -> PlannedHead? {
        entries[port]?.first { $0.traffic?.matches(flow) ?? true }?.head
    }

    /// Every port at which packets of a direction come in without a tag, the one behind the last box first, and how they
    /// go on from there.
    func places(_ path: PlannedPath, _ direction: PathDirection) -> [(port: SwitchPort, starts: [PathStart])] {
        let mark = path.id.mark(direction)
        guard let first = path.hops[direction].first else { return [] }
        return (resumptions[mark] ?? []).reversed() + [(first.from, starts[mark] ?? [])]
    }
}
