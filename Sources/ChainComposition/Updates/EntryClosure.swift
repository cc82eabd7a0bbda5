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
        guard old.boxHeads != new.boxHeads else { return [] }
        return Set(old.plan.heads.filter { !isSafe($0) }.map(\.group))
    }

    /// What a flow passes, and where it comes out.
    private struct Course: Hashable {
        var functions: [FunctionID]
        var destination: EndpointID
    }

    private func isSafe(_ entry: PlannedHead) -> Bool {
        guard case .endpoint = entry.head else { return true }
        let chains = old.subchains[entry.subchain].map { $0.chains } ?? []
        let walk = Walk(direction: entry.direction, chains: chains, wanted: wanted(chains, entry.direction))
        return leads(entry, in: old, walk, behind: [])
    }

    /// One entry's flows: which way they go, whose they are, and what they may pass.
    private struct Walk {
        let direction: PathDirection
        let chains: Set<ChainID>
        let wanted: [Course]
    }

    private func wanted(_ chains: Set<ChainID>, _ direction: PathDirection) -> [Course] {
        [old, new].flatMap { side in
            side.plan.origin.tenant.chains.filter { chains.contains($0.id) }.flatMap { chain in
                ChainCourse.all(of: chain).map { course in
                    direction == .forward
                        ? Course(functions: course.functions, destination: chain.destination)
                        : Course(functions: course.functions.reversed(), destination: chain.source)
                }
            }
        }
    }

    /// True where every walk from a head is one of those that are wanted.
    private func leads(_ head: PlannedHead, in side: Side, _ walk: Walk, behind passed: [FunctionID]) -> Bool {
        // Chains pass no function twice, so a walk that is longer than each of them cannot come out right.
        guard let longest = walk.wanted.map(\.functions.count).max(), passed.count <= longest else { return false }
        return head.choices.compactMap { side.paths[$0.path] }.allSatisfy { path in
            guard let (instances, end) = side.stretch(path, walk.direction) else { return true }
            let passed = passed + instances.map(side.function)
            switch end {
            case .endpoint(let endpoint):
                return walk.wanted.contains(Course(functions: passed, destination: endpoint))
            case .instance(let box): return continues(box, side, walk, passed)
            }
        }
    }

    private func continues(_ box: InstanceID, _ side: Side, _ walk: Walk, _ passed: [FunctionID]) -> Bool {
        let ways = side.isOld ? [old, new] : [new]
        return ways.allSatisfy { way in
            way.heads(at: box, walk.direction, of: walk.chains).allSatisfy { leads($0, in: way, walk, behind: passed) }
        }
    }

    /// A plan, arranged for walks.
    private struct Side {
        let plan: TenantPlan
        let isOld: Bool
        /// At each box.
        private(set) var boxHeads: [InstanceID: [PlannedHead]] = [:]
        let paths: [PathID: PlannedPath]
        let subchains: [SubchainID: Subchain]

        init(_ plan: TenantPlan, isOld: Bool) {
            self.plan = plan
            self.isOld = isOld
            paths = Dictionary(plan.paths.map { ($0.id, $0) }) { first, _ in first }
            subchains = Dictionary(plan.subchains.map { ($0.id, $0) }) { first, _ in first }
            for head in plan.heads {
                if case .instance(let box) = head.head { boxHeads[box, default: []].append(head) }
            }
        }

        func function(of instance: InstanceID) -> FunctionID {
            plan.assignment[instance]?.function ?? FunctionID(instance.name)
        }

        /// Where flows of some chains may go on from a box: their own ways, and where the plan has none, any.
        func heads(at box: InstanceID, _ direction: PathDirection, of chains: Set<ChainID>) -> [PlannedHead] {
            let all = (boxHeads[box] ?? []).filter { $0.direction == direction }
            let own = all.filter { subchains[$0.subchain]?.chains.isDisjoint(with: chains) == false }
            return own.isEmpty ? all : own
        }

        /// What is passed along a path after its start, and where it ends.
        func stretch(
            _ path: PlannedPath, _ direction: PathDirection
        ) -> (instances: [InstanceID], end: InstancePath.Head)? {
            guard let subchain = subchains[path.subchain] else { return nil }
            let instances = path.route.instances
            switch (direction, subchain.end) {
            case (.forward, .endpoint(let endpoint)): return (instances, .endpoint(endpoint))
            case (.forward, .clone): return instances.last.map { (instances, .instance($0)) }
            case (.reverse, let end):
                let between = Array((end == .clone ? instances.dropLast() : instances[...]).reversed())
                guard case .instance(let box) = path.route.head else { return (between, path.route.head) }
                return (between + [box], .instance(box))
            }
        }
    }
}
