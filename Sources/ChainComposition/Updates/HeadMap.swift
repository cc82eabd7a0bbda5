internal import OpenFlow
internal import ServiceChaining

/// A tenant's heads and paths, arranged for walks from head to head.
struct HeadMap {
    let plan: TenantPlan
    /// The heads behind boxes.
    private(set) var heads: [Place: [PlannedHead]] = [:]
    private let paths: [PathID: PlannedPath]
    private let subchains: [SubchainID: Subchain]

    /// A box, and the way in which packets leave it.
    struct Place: Hashable {
        let box: InstanceID
        let direction: PathDirection
    }

    /// What flows pass from a head on, and where they get.
    struct Stretch {
        let functions: [FunctionID]
        let end: End

        enum End {
            case endpoint(EndpointID)
            case box(Place)
        }
    }

    init(_ plan: TenantPlan) {
        self.plan = plan
        paths = Dictionary(plan.paths.map { ($0.id, $0) }) { first, _ in first }
        subchains = Dictionary(plan.subchains.map { ($0.id, $0) }) { first, _ in first }
        for head in plan.heads {
            guard case .instance(let box) = head.head else { continue }
            heads[Place(box: box, direction: head.direction), default: []].append(head)
        }
    }

    /// One for each path that new flows get.
    func stretches(from head: PlannedHead) -> [Stretch] {
        head.choices.compactMap { choice in paths[choice.path].flatMap { stretch($0, head.direction) } }
    }

    private func stretch(_ path: PlannedPath, _ direction: PathDirection) -> Stretch? {
        guard let end = subchains[path.subchain]?.end else { return nil }
        return direction == .forward ? forward(path, end) : backward(path, end)
    }

    private func forward(_ path: PlannedPath, _ end: Subchain.End) -> Stretch? {
        let functions = path.route.instances.map(function)
        switch end {
        case .endpoint(let endpoint): return Stretch(functions: functions, end: .endpoint(endpoint))
        case .clone:
            return path.route.instances.last.map {
                Stretch(functions: functions, end: .box(Place(box: $0, direction: .forward)))
            }
        }
    }

    /// From the far end, which for a path that ends at a box is that box.
    private func backward(_ path: PlannedPath, _ end: Subchain.End) -> Stretch? {
        let passed = end == .clone ? path.route.instances.dropLast() : path.route.instances[...]
        let functions = passed.reversed().map(function)
        switch path.route.head {
        case .endpoint(let endpoint): return Stretch(functions: functions, end: .endpoint(endpoint))
        case .instance(let box):
            return Stretch(
                functions: functions + [function(of: box)], end: .box(Place(box: box, direction: .reverse)))
        }
    }

    /// Its own function, not the one for which it stands in as a backup.
    private func function(of instance: InstanceID) -> FunctionID {
        plan.origin.tenant.instances.first { $0.id == instance }?.function
            ?? plan.assignment[instance]?.function ?? FunctionID(instance.name)
    }

    /// The chains whose flows an entry takes.
    func chains(of entry: PlannedHead) -> Set<ChainID> {
        if entry.direction == .reverse { return Set(subchains[entry.subchain]?.reversible ?? []) }
        if case .source(_, let chain) = entry.subchain { return [chain] }
        return []
    }

    /// The heads behind a box that flows of some chains may be given to; all where a chain branches or none is theirs.
    func heads(at place: Place, for chains: Set<ChainID>) -> [PlannedHead] {
        let all = heads[place] ?? []
        guard all.count > 1, !plan.origin.tenant.chains.contains(where: { !$0.branches.isEmpty }) else { return all }
        let theirs = all.filter { head in
            let subchain = subchains[head.subchain]
            return head.direction == .forward
                ? subchain?.uses.contains { chains.contains($0.chain) } ?? true
                : subchain?.reversible.contains(where: chains.contains) ?? true
        }
        return theirs.isEmpty ? all : theirs
    }

    /// The heads behind a box that flows of some chains get which have passed these functions; none where a chain branches.
    func heads(at place: Place, for chains: Set<ChainID>, behind passed: [FunctionID]) -> [PlannedHead] {
        let coming = plan.origin.tenant.chains.filter {
            chains.contains($0.id) && $0.branches.isEmpty && $0.functions.starts(with: passed)
        }.map(\.id)
        guard coming.count == chains.count else { return [] }
        return (heads[place] ?? []).filter { head in
            (subchains[head.subchain]?.uses ?? []).contains {
                chains.contains($0.chain) && $0.start == passed.count
            }
        }
    }

    /// What is told apart behind a box, and to which subchains it belongs.
    func division(at place: Place) -> [SubchainID: PlannedHead.Traffic] {
        Dictionary((heads[place] ?? []).map { ($0.subchain, $0.traffic) }) { first, _ in first }
    }

    /// How many boxes are ahead behind a box, at most; boxes that lead to each other in a circle count as they come.
    func depths() -> [Place: Int] {
        var known: [Place: Int] = [:]
        for place in heads.keys.sorted(by: { ($0.box, $0.rank) < ($1.box, $1.rank) }) { _ = depth(place, &known) }
        return known
    }

    private func depth(_ place: Place, _ known: inout [Place: Int]) -> Int {
        if let depth = known[place] { return depth }
        known[place] = 0
        var deepest = 0
        for case .box(let next) in (heads[place] ?? []).flatMap(stretches).map(\.end) where heads[next] != nil {
            deepest = max(deepest, depth(next, &known) + 1)
        }
        known[place] = deepest
        return deepest
    }
}

extension HeadMap.Place {
    fileprivate var rank: Int { direction == .forward ? 0 : 1 }
}
