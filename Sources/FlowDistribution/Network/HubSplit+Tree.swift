internal import LinearProgramming

extension HubSplit {
    /// Splits the hub flows of all gaps where hubs are trees: what comes down from a hub is from groups below it,
    /// lower hubs first. Limits on rack pairs do not come here, for they expand all groups.
    mutating func runTree(
        _ pooled: borrowing PooledProblem, _ hub: borrowing HubNetwork, _ costs: borrowing LevelCosts, dust: Double
    ) {
        parts.removeAll()
        blocked.removeAll()
        for layer in 0..<pooled.layers.count where hub.hubs[layer] >= 0 {
            collectSources(pooled, hub, layer, dust)
            for level in 1...costs.depth { descend(pooled, hub, costs, layer, level, dust) }
        }
    }

    private mutating func descend(
        _ pooled: borrowing PooledProblem, _ hub: borrowing HubNetwork, _ costs: borrowing LevelCosts, _ layer: Int,
        _ level: Int, _ dust: Double
    ) {
        for target in pooled.layers[layer + 1].groups.all {
            // The arcs down to a group follow each other: from the topmost hub, then by level from the lowest.
            let arc = Int(hub.places[target].down) + (level == costs.depth ? 0 : level)
            var left = hub.network.arcs[arc].flow
            let to = Int(pooled.groups[target].rack)
            for source in 0..<sources.count where left > dust && sources[source].left > 0 {
                let from = Int(sources[source].rack)
                guard level == costs.depth || costs.height(from, to) <= level else { continue }
                let flow = min(left, sources[source].left)
                sources.base[source].left -= flow
                left -= flow
                parts.append(
                    Part(layer: Int32(layer), from: sources[source].group, to: Int32(target), flow: flow))
            }
        }
    }
}
