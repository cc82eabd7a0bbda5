internal import HeaderSpace
internal import NetworkTypes
internal import ServiceChaining

extension TenantDraft {
    /// What makes a head itself, so that it keeps its group.
    private struct HeadKey: Hashable {
        let subchain: SubchainID
        let head: InstancePath.Head
        let direction: PathDirection
    }

    /// The heads of all subchains, with the group numbers that they had before.
    mutating func plannedHeads(for paths: [PlannedPath]) -> [PlannedHead] {
        let groups = Dictionary(
            (previous?.heads ?? []).map {
                (HeadKey(subchain: $0.subchain, head: $0.head, direction: $0.direction), $0.group)
            }
        ) { first, _ in first }
        let traffic = HeadTraffic(self)
        var order: [HeadKey] = []
        var members: [HeadKey: [PlannedPath]] = [:]
        for path in paths where path.weight > 0 {
            for key in keys(of: path) {
                if members[key] == nil { order.append(key) }
                members[key, default: []].append(path)
            }
        }
        order += closedHeads
        return order.compactMap { key in
            let paths = members[key] ?? []
            guard let group = groups[key] ?? numbers.group() else {
                report(.numbersExhausted, "every group number has been used; start with an empty plan")
                return nil
            }
            guard let port = attachments.port(of: key.head, key.direction),
                let belongs = traffic.traffic(of: key.subchain, at: key.head, key.direction)
            else { return nil }
            return PlannedHead(
                subchain: key.subchain, head: key.head, direction: key.direction, port: port, group: group,
                traffic: belongs, choices: choices(key.direction, paths))
        }
    }

    /// Where a failure lets nothing pass, and classes of lower priority must not take its packets.
    private var closedHeads: [HeadKey] {
        subchains.filter { failures.closed.contains($0.id) }.flatMap { subchain in
            let forward = tenant.heads(of: subchain.id, assignment.clone).map {
                HeadKey(subchain: subchain.id, head: $0, direction: .forward)
            }
            guard case .endpoint(let end) = subchain.end, !subchain.reversible.isEmpty else { return forward }
            return forward + [HeadKey(subchain: subchain.id, head: .endpoint(end), direction: .reverse)]
        }
    }

    /// Flows begin at the head of a path, and at its far end where a chain says so.
    private func keys(of path: PlannedPath) -> [HeadKey] {
        let forward = HeadKey(subchain: path.subchain, head: path.route.head, direction: .forward)
        guard let subchain = subchainsByID[path.subchain], !subchain.reversible.isEmpty else { return [forward] }
        let end: InstancePath.Head? =
            switch subchain.end {
            case .endpoint(let endpoint): .endpoint(endpoint)
            case .clone: path.route.instances.last.map { .instance($0) }
            }
        return [forward] + (end.map { [HeadKey(subchain: path.subchain, head: $0, direction: .reverse)] } ?? [])
    }

    /// The shares of the paths. What begins at the far end chooses among all heads, each with its instance's share.
    private func choices(_ direction: PathDirection, _ paths: [PlannedPath]) -> [PlannedHead.Choice] {
        let weights = paths.map { path -> Int in
            guard direction == .reverse, case .instance(let instance) = path.route.head else { return path.weight }
            let share = tenant[instance: instance].map { $0.state == .active ? max($0.weight, 0) : 0 } ?? 0
            return path.weight * min(share, PathSelection.maximumWeight)
        }
        let largest = weights.max() ?? 1
        return zip(paths, weights).compactMap { path, weight in
            // Products stay below 2¹⁶ × 10⁶.
            let scaled = largest > 65_535 ? max(1, weight * 65_535 / largest) : weight
            return weight > 0 ? PlannedHead.Choice(path: path.id, weight: scaled) : nil
        }
    }
}

/// What belongs to each subchain of a tenant at its heads.
private struct HeadTraffic {
    private let tenant: Tenant
    private let assignment: [InstanceID: CloneID]
    private let subchains: [SubchainID: Subchain]
    private let positions: [FunctionID: [ChainPosition: PositionTraffic]]
    private static let highestPriority = 3000

    init(_ draft: TenantDraft) {
        tenant = draft.tenant
        assignment = draft.assignment.clone
        subchains = draft.subchainsByID
        let isShared = draft.transformed.clones.contains {
            HeadTraffic.ways($0.id).count > 1 || $0.id.origins.count > 1
        }
        positions = isShared ? PositionTraffic.all(of: draft.tenant) : [:]
    }

    private static func ways(_ clone: CloneID) -> [ChainWay] {
        Array(Set((clone.positions ?? []).flatMap { $0.ways(behind: clone.function) }))
    }

    func traffic(
        of subchain: SubchainID, at head: InstancePath.Head, _ direction: PathDirection
    ) -> PlannedHead.Traffic? {
        guard let subchain = subchains[subchain] else { return nil }
        switch (head, direction) {
        case (.endpoint, .forward): return classes(of: subchain.id)
        case (.endpoint, .reverse): return .classes(subchain.reversible.flatMap(reversedClasses))
        case (.instance(let instance), .forward): return onward(subchain.id, assignment[instance])
        case (.instance(let instance), .reverse): return back(subchain, assignment[instance])
        }
    }

    private func classes(of subchain: SubchainID) -> PlannedHead.Traffic? {
        guard case .source(_, let id) = subchain, let chain = tenant[chain: id] else { return nil }
        return .classes(tenant.trafficClasses(of: chain))
    }

    private func reversedClasses(_ id: ChainID) -> [TrafficClass] {
        guard let chain = tenant[chain: id] else { return [] }
        let ingress = tenant[endpoint: chain.destination]?.attachment?.port
        return tenant.trafficClasses(of: chain).map { $0.reversed(at: ingress) }
    }

    private func onward(_ id: SubchainID, _ clone: CloneID?) -> PlannedHead.Traffic? {
        guard case .behind(_, let function, let suffix) = id, let clone else { return nil }
        if Set(Self.ways(clone).map(\.suffix)) == [suffix] { return .everything }
        // Claims in the order in which they are asked; within one, the branches come before the chain's own way.
        let claims = (clone.positions ?? []).flatMap { position -> [(ChainClaim, Int, ChainSuffix)] in
            let ways = position.ways(behind: function)
            return (positions[function]?[position]?.onward ?? []).flatMap { claim in
                ways.enumerated().map { (claim.taking($1.condition, except: $1.except), $0, $1.suffix) }
            }
        }.sorted { ($0.0.rank, $0.1) < ($1.0.rank, $1.1) }
        return rules(claims.map { ($0.0.matched, $0.2 == suffix) })
    }

    private func back(_ subchain: Subchain, _ clone: CloneID?) -> PlannedHead.Traffic? {
        guard let clone else { return nil }
        if clone.origins.count == 1 { return .everything }
        let claims = (clone.positions ?? []).filter { $0.before != nil }.flatMap {
            positions[clone.function]?[$0]?.back ?? []
        }.sorted { $0.rank < $1.rank }
        return rules(claims.map { ($0.matched, subchain.reversible.contains($0.chain)) })
    }

    /// Priorities in the order of the list; what is not wanted only counts.
    private func rules(_ claims: [(headers: HeaderSet, isWanted: Bool)]) -> PlannedHead.Traffic {
        .headers(
            claims.enumerated().compactMap { index, claim in
                claim.isWanted
                    ? PlannedHead.HeaderRule(
                        priority: max(1, Self.highestPriority - index), headers: claim.headers) : nil
            })
    }
}

extension CloneID {
    /// What its traffic comes from, where the far end may begin flows.
    fileprivate var origins: Set<ChainPrefix> { Set((positions ?? []).compactMap(\.before)) }
}
