internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// A plan arranged for the questions that a packet raises: which head, which path, which first hop.
struct PlanIndex: Sendable {
    private(set) var heads: [GroupID: PlannedHead] = [:]
    private(set) var paths: [PathID: PlannedPath] = [:]
    private var entries: [SwitchPort: [Entry]] = [:]
    private var stickiness: [SubchainID: ServiceFunctionChain.Stickiness] = [:]
    private var starts: [UInt32: [PathStart]] = [:]
    private var resumptions: [UInt32: [(port: SwitchPort, starts: [PathStart])]] = [:]

    /// A head, one of the things that lead to it, and when that is asked about.
    private struct Entry {
        let head: PlannedHead
        let traffic: Traffic
        let priority: Int

        /// What enters: nothing where a failure has closed the head.
        var admission: Admission { Admission(traffic: traffic, isClosed: head.choices.isEmpty) }
    }

    private struct Admission: Hashable {
        let traffic: Traffic
        let isClosed: Bool
    }

    private enum Traffic: Hashable {
        case everything
        case traffic(TrafficClass)
        case headers(HeaderSet)

        func contains(_ flow: FiveTuple, _ marking: DSCP) -> Bool {
            switch self {
            case .everything: return true
            case .traffic(let traffic): return traffic.matches(flow)
            case .headers(let headers):
                var header = ConcreteHeader(flow)
                header[.dscp] = UInt128(marking.rawValue)
                return headers.contains(header)
            }
        }
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
            for subchain in tenant.subchains { stickiness[subchain.id] = tenant.stickiness(of: subchain) }
            for head in tenant.heads {
                heads[head.group] = head
                entries[head.port, default: []] += Self.entries(head)
            }
        }
        for port in entries.keys {
            entries[port]?.sort { $0.priority > $1.priority }
        }
    }

    private static func entries(_ head: PlannedHead) -> [Entry] {
        switch head.traffic {
        case .everything: [Entry(head: head, traffic: .everything, priority: -1)]
        case .classes(let classes):
            classes.map { Entry(head: head, traffic: .traffic($0), priority: $0.priority) }
        case .headers(let rules):
            rules.map { Entry(head: head, traffic: .headers($0.headers), priority: $0.priority) }
        }
    }

    /// The switches on which other packets belong to a class than by another plan.
    func switchesWithOtherClasses(than other: PlanIndex) -> Set<DatapathID> {
        let ports = Set(entries.keys).union(other.entries.keys)
        let changed = ports.filter { entries[$0]?.map(\.admission) != other.entries[$0]?.map(\.admission) }
        return Set(changed.map(\.datapath))
    }

    func head(for flow: FiveTuple, _ marking: DSCP, at port: SwitchPort) -> PlannedHead? {
        entries[port]?.first { $0.traffic.contains(flow, marking) }?.head
    }

    func stickiness(of subchain: SubchainID) -> ServiceFunctionChain.Stickiness { stickiness[subchain] ?? .connection }

    /// Every port at which packets of a direction come in without a tag, the one behind the last box first, and how they
    /// go on from there.
    func places(_ path: PlannedPath, _ direction: PathDirection) -> [(port: SwitchPort, starts: [PathStart])] {
        let mark = path.id.mark(direction)
        guard let first = path.hops[direction].first else { return [] }
        return (resumptions[mark] ?? []).reversed() + [(first.from, starts[mark] ?? [])]
    }
}
