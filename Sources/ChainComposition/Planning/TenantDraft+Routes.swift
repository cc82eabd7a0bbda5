internal import NetworkTypes
internal import ServiceChaining

/// A path that the policy asks for, before it has a number.
struct WantedPath {
    let subchain: SubchainID
    let route: InstancePath
    let hops: PlannedPath.Hops
    let weight: Int
}

extension TenantDraft {
    /// The paths of a subchain from each of its heads.
    mutating func routes(of subchain: Subchain, weights: [InstancePath: Int]?) -> [WantedPath] {
        guard !failures.closed.contains(subchain.id) else { return [] }
        let heads = tenant.heads(of: subchain.id, assignment.clone)
        if let weights = failures.surviving(weights, of: subchain) { return explicitRoutes(subchain, heads, weights) }
        let choices = composer.selection.paths(through: subchain.clones.map { assignment.shares(of: $0) })
        return heads.flatMap { head in
            choices.compactMap { choice in
                want(subchain, InstancePath(head: head, instances: choice.instances), weight: choice.weight)
            }
        }
    }

    private mutating func explicitRoutes(
        _ subchain: Subchain, _ heads: [InstancePath.Head], _ weights: [InstancePath: Int]
    ) -> [WantedPath] {
        for (route, weight) in weights where weight < 0 || !isPossible(route, subchain, heads) {
            report(
                .badWeight,
                "\(subchain.label): weight \(weight) for \(route.instances.map(\.name).joined(separator: " → ")) is "
                    + "negative, or the path is not one of active instances; take weights from the plan in force")
        }
        let used = weights.filter { $0.value > 0 }
        for head in heads where !used.keys.contains(where: { $0.head == head }) {
            report(.badWeight, "\(subchain.label): no path from \(head) has a weight above 0; give one at least")
        }
        return used.sorted { order($0.key, $1.key) }.compactMap {
            want(subchain, $0.key, weight: min($0.value, 65_535))
        }
    }

    private func order(_ a: InstancePath, _ b: InstancePath) -> Bool {
        let key = { (path: InstancePath) in ["\(path.head)"] + path.instances.map(\.name) }
        return key(a).lexicographicallyPrecedes(key(b))
    }

    private func isPossible(_ route: InstancePath, _ subchain: Subchain, _ heads: [InstancePath.Head]) -> Bool {
        heads.contains(route.head) && route.instances.count == subchain.clones.count
            && zip(route.instances, subchain.clones).allSatisfy { instance, clone in
                (assignment.instances[clone] ?? []).contains { $0.id == instance && $0.state == .active }
            }
    }

    private func want(_ subchain: Subchain, _ route: InstancePath, weight: Int) -> WantedPath? {
        hops(of: route, in: subchain).map {
            WantedPath(subchain: subchain.id, route: route, hops: $0, weight: weight)
        }
    }

    /// The hops of a route in both directions; `nil` where something on it is not attached.
    func hops(of route: InstancePath, in subchain: Subchain) -> PlannedPath.Hops? {
        guard let start = attachments.port(of: route.head) else { return nil }
        var stops: [Hop.Stop] = []
        for instance in route.instances {
            guard let left = attachments.ports[.left(instance)], let right = attachments.ports[.right(instance)] else {
                return nil
            }
            stops.append(attachments.boxes[instance]?.isTap == true ? .copy(left) : .through(left, right))
        }
        let end: SwitchPort
        switch subchain.end {
        case .endpoint(let endpoint):
            guard let port = attachments.ports[.endpoint(endpoint)] else { return nil }
            end = port
        case .clone:
            guard case .through(let left, _)? = stops.popLast() else { return nil }
            end = left
        }
        let back = subchain.direction == .symmetric ? stops.reversed().map(\.reversed) : []
        return PlannedPath.Hops(
            forward: Hop.walk(from: start, through: stops, to: end),
            reverse: Hop.walk(from: end, through: back, to: start))
    }
}
