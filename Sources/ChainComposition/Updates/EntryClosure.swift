internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// Which entries must be closed while heads behind boxes change: see ``HeadOrder``.
///
/// From each entry, which is still old, every walk is tried: along old heads to some box, and from there along new ones.
struct EntryClosure {
    private let old: Side
    private let new: Side

    init(from old: TenantPlan, to new: TenantPlan) {
        self.old = Side(old, isOld: true)
        self.new = Side(new, isOld: false)
    }

    /// The groups of the entries that must be closed.
    var groups: Set<GroupID> {
        guard old.heads != new.heads else { return [] }
        return Set(old.plan.heads.filter { !isSafe($0) }.map(\.group))
    }

    /// What a flow passes, and where it comes out.
    private struct Course: Hashable {
        var functions: [FunctionID]
        var destination: EndpointID
    }

    private func isSafe(_ entry: PlannedHead) -> Bool {
        guard case .source(_, let chain) = entry.subchain else { return true }
        let wanted = [old, new].compactMap { side in
            side.plan.origin.tenant[chain: chain].map { Course(functions: $0.functions, destination: $0.destination) }
        }
        return leads(entry, in: old, only: wanted, behind: [])
    }

    /// True where every walk from a head is one of those that are wanted.
    private func leads(
        _ head: PlannedHead, in side: Side, only wanted: [Course], behind passed: [FunctionID]
    ) -> Bool {
        // Chains pass no function twice, so a walk that is longer than each of them cannot come out right.
        guard let longest = wanted.map(\.functions.count).max(), passed.count <= longest else { return false }
        return head.choices.compactMap { side.paths[$0.path] }.allSatisfy { path in
            let passed = passed + path.route.instances.map(side.function)
            switch side.ends[path.subchain] {
            case .endpoint(let endpoint)?: return wanted.contains(Course(functions: passed, destination: endpoint))
            case .clone?: return path.route.instances.last.map { continues($0, side, only: wanted, passed) } ?? true
            case nil: return true
            }
        }
    }

    private func continues(_ box: InstanceID, _ side: Side, only wanted: [Course], _ passed: [FunctionID]) -> Bool {
        let ways = side.isOld ? [old, new] : [new]
        return ways.allSatisfy { way in
            (way.heads[box] ?? []).allSatisfy { leads($0, in: way, only: wanted, behind: passed) }
        }
    }

    /// A plan, arranged for walks.
    private struct Side {
        let plan: TenantPlan
        let isOld: Bool
        /// Behind each box.
        private(set) var heads: [InstanceID: [PlannedHead]] = [:]
        let paths: [PathID: PlannedPath]
        let ends: [SubchainID: Subchain.End]

        init(_ plan: TenantPlan, isOld: Bool) {
            self.plan = plan
            self.isOld = isOld
            paths = Dictionary(plan.paths.map { ($0.id, $0) }) { first, _ in first }
            ends = Dictionary(plan.subchains.map { ($0.id, $0.end) }) { first, _ in first }
            for head in plan.heads {
                if case .instance(let box) = head.head { heads[box, default: []].append(head) }
            }
        }

        func function(of instance: InstanceID) -> FunctionID {
            plan.assignment[instance]?.function ?? FunctionID(instance.name)
        }
    }
}
