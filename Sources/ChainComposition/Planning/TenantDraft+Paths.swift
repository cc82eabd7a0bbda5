internal import NetworkTypes
internal import ServiceChaining

extension TenantDraft {
    /// Two paths with the same key are one.
    private struct Key: Hashable {
        let subchain: SubchainID
        let route: InstancePath
        let hops: PlannedPath.Hops
        let carrier: AnyTagCarrier
        let proxied: Set<SwitchPort>
    }

    /// Wanted paths that exist keep their numbers and tags, other existing ones drain, new ones get new numbers.
    mutating func reconcile(_ wanted: [WantedPath], drained: Set<PathID>) -> [PlannedPath] {
        let before = previous?.paths ?? []
        let ambiguous = tagsLikeMarkings(of: carrier)
        let existing = Dictionary(
            grouping: before.filter { $0.state != .resetting && hasDistinctTags($0, ambiguous) }, by: key)
        var paths: [PlannedPath] = []
        var kept: Set<PathID> = []
        var new: [WantedPath] = []
        for path in wanted {
            let fitting = existing[key(of: path)]?.filter(keepsEnough(for: path)) ?? []
            // The one in use first: what flows keep there, they keep in the middle of an update, too.
            if var known = fitting.first(where: { $0.state == .active }) ?? fitting.first {
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
            let fate = failures.fate(of: path)
            // Without its rules, the next packet of a flow gets another path.
            if fate == .repin { continue }
            path.weight = 0
            // Some of its connections have been told that they are over; the others hear it even if the instance is back.
            path.state = fate == .reset || path.state == .resetting ? .resetting : .draining
            paths.append(path)
        }
        paths += number(new, beside: before)
        checkBoxes(on: paths)
        return paths.sorted { $0.id < $1.id }
    }

    private func key(of path: PlannedPath) -> Key {
        Key(
            subchain: path.subchain, route: path.route, hops: path.hops, carrier: path.carrier, proxied: path.proxied)
    }

    private func key(of path: WantedPath) -> Key {
        Key(
            subchain: path.subchain, route: path.route, hops: path.hops, carrier: carrier,
            proxied: proxied(path.hops, by: carrier))
    }

    /// A path that keeps more DSCP values than it need is as good: a chain that is about to go another way may still
    /// bring flows with them.
    private func keepsEnough(for path: WantedPath) -> (PlannedPath) -> Bool {
        let wanted = markings(of: path.subchain)
        return { known in Set(known.tags.kept.map(\.marking)).isSuperset(of: wanted) }
    }

    /// True where every port of a path still belongs to what it belonged to, and is of the kind that the path needs: an
    /// edge at both ends, between them with the tag or without it.
    ///
    /// A port between may become an edge: where a function turns out to rewrite packets, those of paths that drain keep
    /// their tags there, and pass beside the others, which have none.
    private func isStillThere(_ path: PlannedPath, _ owners: [SwitchPort: PlannedPort.Owner]) -> Bool {
        let ends = [path.headPort, path.endPort]
        let hops = path.hops.forward + path.hops.reverse
        return hops.flatMap { [$0.from, $0.to] }.allSatisfy { port in
            guard let owner = attachments.owners[port], owners[port] == owner else { return false }
            return ends.contains(port) ? isEdge(owner) : !isEdge(owner) || !path.proxied.contains(port)
        }
            && hops.flatMap(\.copies).allSatisfy { attachments.box(at: $0)?.isTap == true }
            && proxied(path.hops, by: path.carrier) == path.proxied
    }

    private var previousOwners: [SwitchPort: PlannedPort.Owner] {
        Dictionary((previous?.ports ?? []).map { ($0.port, $0.owner) }) { first, _ in first }
    }

    private mutating func number(_ wanted: [WantedPath], beside before: [PlannedPath]) -> [PlannedPath] {
        guard let tags = tags(for: wanted, beside: before) else { return [] }
        var result: [PlannedPath] = []
        for (path, tags) in zip(wanted, tags) {
            guard let id = numbers.path() else {
                report(.numbersExhausted, "every path number has been used; start with an empty plan")
                return []
            }
            result.append(
                PlannedPath(
                    id: id, subchain: path.subchain, route: path.route, carrier: carrier, tags: tags, hops: path.hops,
                    proxied: proxied(path.hops, by: carrier), weight: path.weight, state: .active))
        }
        return result
    }
}
