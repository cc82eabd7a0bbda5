internal import NetworkTypes
internal import ServiceChaining

extension TenantDraft {
    private struct Key: Hashable {
        let subchain: SubchainID
        let route: InstancePath
        let hops: PlannedPath.Hops
    }

    /// Wanted paths that exist keep their numbers and tags, other existing ones drain, new ones get new numbers.
    mutating func reconcile(_ wanted: [WantedPath], drained: Set<PathID>) -> [PlannedPath] {
        let before = previous?.paths ?? []
        let existing = Dictionary(
            before.map { (Key(subchain: $0.subchain, route: $0.route, hops: $0.hops), $0) }
        ) { first, _ in first }
        var paths: [PlannedPath] = []
        var kept: Set<PathID> = []
        var new: [WantedPath] = []
        for path in wanted {
            if var known = existing[Key(subchain: path.subchain, route: path.route, hops: path.hops)] {
                known.weight = path.weight
                known.state = .active
                kept.insert(known.id)
                paths.append(known)
            } else {
                new.append(path)
            }
        }
        let owners = previousOwners
        for var path in before
        where !kept.contains(path.id) && !drained.contains(path.id) && isStillThere(path, owners) {
            path.weight = 0
            path.state = .draining
            paths.append(path)
        }
        // Values of paths that go now are not handed out again in the same step: their rules are deleted last.
        paths += number(new, avoiding: Set((before + paths).flatMap { [$0.tags.forward, $0.tags.reverse] }))
        return paths.sorted { $0.id < $1.id }
    }

    /// True where every port of a path still belongs to what it belonged to, and both ends are edges still.
    ///
    /// Between them a port may become an edge: where a function turns out to rewrite packets, those of paths that drain
    /// keep their tags there, and pass beside the others, which have none.
    private func isStillThere(_ path: PlannedPath, _ owners: [SwitchPort: PlannedPort.Owner]) -> Bool {
        let ends = [path.headPort, path.endPort]
        return path.interiorPorts.union(ends.compactMap { $0 }).allSatisfy { port in
            guard let owner = attachments.owners[port], owners[port] == owner else { return false }
            return isEdge(owner) || !ends.contains(port)
        }
    }

    private var previousOwners: [SwitchPort: PlannedPort.Owner] {
        Dictionary((previous?.ports ?? []).map { ($0.port, $0.owner) }) { first, _ in first }
    }

    private mutating func number(_ wanted: [WantedPath], avoiding used: Set<DSCP>) -> [PlannedPath] {
        var free = DSCP.tags.filter { !used.contains($0) }[...]
        guard wanted.count * 2 <= free.count else {
            report(
                .tagsExhausted,
                "\(wanted.count) new paths need \(wanted.count * 2) tags, and \(free.count) of the \(DSCP.tags.count) "
                    + "values of the DSCP carrier are free; use fewer instances or paths, wait until draining paths "
                    + "are empty, or move the tenant to a carrier with more values")
            return []
        }
        var result: [PlannedPath] = []
        for path in wanted {
            guard let forward = free.popFirst(), let reverse = free.popFirst(), let id = numbers.path() else {
                report(.numbersExhausted, "every path number has been used; start with an empty plan")
                return []
            }
            result.append(
                PlannedPath(
                    id: id, subchain: path.subchain, route: path.route,
                    tags: PlannedPath.Tags(forward: forward, reverse: reverse), hops: path.hops, weight: path.weight,
                    state: .active))
        }
        return result
    }
}

extension DSCP {
    /// The values that can be tags: all but 0, which untagged packets carry.
    static let tags: [DSCP] = (1...63).compactMap { DSCP(rawValue: $0) }
}
