internal import LinearProgramming

/// Who sends what to whom through the hubs: an answer of the network says only how much each group sends and takes.
///
/// With one hub for all racks any split is as good as any other, as long as it keeps the limits of rack pairs. A first
/// try goes through sources and targets in order; what is left over is placed by augmenting paths, gap by gap, and if
/// that fails the rack pairs that are full are named.
struct HubSplit: ~Copyable {
    struct Part: BitwiseCopyable {
        var layer: Int32
        var from: Int32
        var to: Int32
        var flow: Double
    }

    var parts = WorkBuffer<Part>()
    /// Positions in the table of pairs that stood in the way.
    var blocked = WorkBuffer<Int32>()
    var sources = WorkBuffer<Side>()
    private var targets = WorkBuffer<Side>()
    private var transport = Transport()

    struct Side: BitwiseCopyable {
        var group: Int32
        var rack: Int32
        var left: Double
    }

    init() {}

    /// Splits the hub flows of all gaps.
    ///
    /// - Parameter dust: flows below this count as none.
    /// - Returns: whether all limits are kept; where not, ``blocked`` says which pairs are in the way.
    mutating func run(
        _ pooled: borrowing PooledProblem, _ hub: borrowing HubNetwork, _ table: borrowing BandwidthTable,
        dust: Double
    ) -> Bool {
        parts.removeAll()
        blocked.removeAll()
        let isLimited = !table.isEmpty
        if isLimited { charge(pooled, hub, table) }
        for chain in 0..<pooled.chains.count {
            for layer in pooled.chains[chain].layers.all.dropLast() {
                collect(pooled, hub, layer, dust)
                let it = pooled.layers[layer]
                if !isLimited || it.forward + it.backward == 0 {
                    pour(layer)
                } else {
                    guard split(pooled, table, layer, dust) else { return false }
                }
            }
        }
        return true
    }

    /// What arcs between two groups use of each limit is gone.
    private func charge(
        _ pooled: borrowing PooledProblem, _ hub: borrowing HubNetwork, _ table: borrowing BandwidthTable
    ) {
        for k in 0..<table.entries.count { table.entries.base[k].remaining = table.entries[k].bandwidth }
        for arc in 0..<hub.network.arcs.count {
            let link = hub.links[arc]
            let flow = hub.network.arcs[arc].flow
            guard link.from >= 0, link.to >= 0, link.from != link.to, flow > 0 else { continue }
            let (a, b) = (Int(pooled.groups[Int(link.from)].rack), Int(pooled.groups[Int(link.to)].rack))
            if a != b { use(table, pooled.layers[Int(link.layer)], a, b, flow) }
        }
    }

    @inline(__always)
    private func use(
        _ table: borrowing BandwidthTable, _ layer: PooledProblem.Layer, _ from: Int, _ to: Int, _ flow: Double
    ) {
        if let k = table.position(from, to) { table.entries.base[k].remaining -= layer.forward * flow }
        guard layer.backward > 0 else { return }
        if let k = table.position(to, from) { table.entries.base[k].remaining -= layer.backward * flow }
    }

    private mutating func collect(
        _ pooled: borrowing PooledProblem, _ hub: borrowing HubNetwork, _ layer: Int, _ dust: Double
    ) {
        collectSources(pooled, hub, layer, dust)
        targets.removeAll()
        for group in pooled.layers[layer + 1].groups.all {
            let flow = hub.network.arcs[Int(hub.places[group].down)].flow
            guard flow > dust else { continue }
            targets.append(Side(group: Int32(group), rack: pooled.groups[group].rack, left: flow))
        }
    }

    mutating func collectSources(
        _ pooled: borrowing PooledProblem, _ hub: borrowing HubNetwork, _ layer: Int, _ dust: Double
    ) {
        sources.removeAll()
        for group in pooled.layers[layer].groups.all {
            let flow = hub.network.arcs[Int(hub.places[group].up)].flow
            guard flow > dust else { continue }
            sources.append(Side(group: Int32(group), rack: pooled.groups[group].rack, left: flow))
        }
    }

    /// Without limits: both sides in order, few parts.
    private mutating func pour(_ layer: Int) {
        var target = 0
        for source in 0..<sources.count {
            while target < targets.count, sources[source].left > 0 {
                let flow = min(sources[source].left, targets[target].left)
                add(layer, source, target, flow)
                if targets[target].left <= 0 { target += 1 }
            }
        }
    }

    private mutating func add(_ layer: Int, _ source: Int, _ target: Int, _ flow: Double) {
        guard flow > 0 else { return }
        sources.base[source].left -= flow
        targets.base[target].left -= flow
        parts.append(
            Part(layer: Int32(layer), from: sources[source].group, to: targets[target].group, flow: flow))
    }

    private mutating func split(
        _ pooled: borrowing PooledProblem, _ table: borrowing BandwidthTable, _ layer: Int, _ dust: Double
    ) -> Bool {
        let it = pooled.layers[layer]
        let first = parts.count
        var left = 0.0
        for source in 0..<sources.count {
            for target in 0..<targets.count where sources[source].left > 0 && targets[target].left > 0 {
                let (a, b) = (Int(sources[source].rack), Int(targets[target].rack))
                let flow = min(sources[source].left, targets[target].left, Self.room(table, it, a, b))
                guard flow > 0 else { continue }
                add(layer, source, target, flow)
                if a != b { use(table, it, a, b, flow) }
            }
            left += sources[source].left
        }
        guard left > dust * Double(sources.count) else { return true }
        return rearrange(pooled, table, layer, first, dust)
    }

    /// How much flow of a gap the limits let from one rack to another.
    @inline(__always)
    static func room(
        _ table: borrowing BandwidthTable, _ layer: PooledProblem.Layer, _ from: Int, _ to: Int
    ) -> Double {
        guard from != to else { return .infinity }
        var room = Double.infinity
        if layer.forward > 0, let k = table.position(from, to) { room = table.entries[k].remaining / layer.forward }
        if layer.backward > 0, let k = table.position(to, from) {
            room = min(room, table.entries[k].remaining / layer.backward)
        }
        return max(0, room)
    }

    /// Takes the parts of this gap back and places them anew by augmenting paths.
    private mutating func rearrange(
        _ pooled: borrowing PooledProblem, _ table: borrowing BandwidthTable, _ layer: Int, _ first: Int, _ dust: Double
    ) -> Bool {
        let it = pooled.layers[layer]
        // With traffic both ways the rooms of opposite pairs depend on each other: left to the rows.
        guard it.backward == 0 else {
            nameFull(table, it)
            return false
        }
        transport.load(sources.count, targets.count)
        for k in first..<parts.count {
            let part = parts[k]
            let (source, target) = (index(sources, part.from), index(targets, part.to))
            transport.flow[source * targets.count + target] += part.flow
        }
        for source in 0..<sources.count {
            for target in 0..<targets.count {
                transport.room[source * targets.count + target] = Self.room(
                    table, it, Int(sources[source].rack), Int(targets[target].rack))
            }
        }
        let isPlaced = transport.place(sources, targets, dust: dust)
        guard isPlaced else {
            nameFull(table)
            return false
        }
        return record(pooled, table, layer, first)
    }

    private func index(_ sides: borrowing WorkBuffer<Side>, _ group: Int32) -> Int {
        (0..<sides.count).first { sides[$0].group == group } ?? 0
    }

    /// Replaces the parts of this gap by what the transport has found.
    private mutating func record(
        _ pooled: borrowing PooledProblem, _ table: borrowing BandwidthTable, _ layer: Int, _ first: Int
    ) -> Bool {
        let it = pooled.layers[layer]
        for k in first..<parts.count {
            let (a, b) = (rack(pooled, parts[k].from), rack(pooled, parts[k].to))
            if a != b { use(table, it, a, b, -parts[k].flow) }
        }
        parts.count = first
        for source in 0..<sources.count {
            for target in 0..<targets.count {
                let flow = transport.flow[source * targets.count + target]
                guard flow > 0 else { continue }
                parts.append(
                    Part(layer: Int32(layer), from: sources[source].group, to: targets[target].group, flow: flow))
                let (a, b) = (Int(sources[source].rack), Int(targets[target].rack))
                if a != b { use(table, it, a, b, flow) }
            }
        }
        return true
    }

    private func rack(_ pooled: borrowing PooledProblem, _ group: Int32) -> Int {
        Int(pooled.groups[Int(group)].rack)
    }

    /// The pairs of the cut that the transport could not cross.
    private mutating func nameFull(_ table: borrowing BandwidthTable) {
        for source in 0..<sources.count where transport.isReached(source: source) {
            for target in 0..<targets.count where !transport.isReached(target: target) {
                if let k = table.position(Int(sources[source].rack), Int(targets[target].rack)) {
                    blocked.append(Int32(k))
                }
            }
        }
    }

    /// The pairs, in either direction, between what is left on both sides and has no room.
    private mutating func nameFull(_ table: borrowing BandwidthTable, _ layer: PooledProblem.Layer) {
        for source in 0..<sources.count where sources[source].left > 0 {
            for target in 0..<targets.count {
                let (a, b) = (Int(sources[source].rack), Int(targets[target].rack))
                if let k = table.position(a, b) { blocked.append(Int32(k)) }
                if let k = table.position(b, a) { blocked.append(Int32(k)) }
            }
        }
    }
}
