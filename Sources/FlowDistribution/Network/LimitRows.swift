internal import CloudTopology
internal import LinearProgramming

/// The side rows of a network: loads of shared pools, physical links, and rack pairs that have arcs of their own.
struct LimitRows: ~Copyable {
    /// The row of each pool that several positions share; -1 for others.
    private(set) var ofPool = WorkBuffer<Int32>()
    /// Rows of the links up from and down to rack slots, and after these hubs; -1 where a link has no limit.
    private var up = WorkBuffer<Int32>()
    private var down = WorkBuffer<Int32>()
    /// The row of each of the problem's link limits; -1 where no traffic can come.
    private(set) var ofLink = WorkBuffer<Int32>()
    private var bounds = WorkBuffer<Double>()

    init() {}

    /// What a link limit allows.
    func bound(ofLink limit: Int) -> Double { bounds[limit] }

    /// Sets up all rows and the entries of all arcs.
    mutating func build(
        _ rows: inout SideRows, _ problem: borrowing DistributionProblem, _ pooled: borrowing PooledProblem,
        _ costs: borrowing LevelCosts, _ hub: borrowing HubNetwork, _ table: borrowing BandwidthTable
    ) {
        rows.removeAll()
        for k in 0..<table.entries.count { table.entries.base[k].row = -1 }
        addPoolRows(&rows, pooled)
        addLinkRows(&rows, problem, pooled, costs)
        for arc in 0..<hub.network.arcs.count {
            addEntries(&rows, arc, pooled, costs, hub, table)
            rows.endArc()
        }
    }

    private mutating func addPoolRows(_ rows: inout SideRows, _ pooled: borrowing PooledProblem) {
        ofPool.fill(pooled.pools.count, with: -1)
        for pool in 0..<pooled.pools.count where pooled.pools[pool].memberships > 1 {
            ofPool[pool] = Int32(rows.addRow(lower: pooled.pools[pool].low, upper: pooled.pools[pool].high))
        }
    }

    private mutating func addLinkRows(
        _ rows: inout SideRows, _ problem: borrowing DistributionProblem, _ pooled: borrowing PooledProblem,
        _ costs: borrowing LevelCosts
    ) {
        let places = pooled.racks.count + costs.vertexCount
        up.fill(places, with: -1)
        down.fill(places, with: -1)
        ofLink.removeAll()
        bounds.removeAll()
        for limit in problem.linkLimits {
            bounds.append(limit.limit)
            guard limit.limit < .infinity, let place = costs.place(of: limit.link, pooled) else {
                ofLink.append(-1)
                continue
            }
            let row = Int32(rows.addRow(lower: -.infinity, upper: limit.limit))
            ofLink.append(row)
            if limit.link.direction == .up { up[place] = row } else { down[place] = row }
        }
    }

    private mutating func addEntries(
        _ rows: inout SideRows, _ arc: Int, _ pooled: borrowing PooledProblem, _ costs: borrowing LevelCosts,
        _ hub: borrowing HubNetwork, _ table: borrowing BandwidthTable
    ) {
        let link = hub.links[arc]
        let layer = pooled.layers[Int(link.layer)]
        if link.from >= 0, link.from == link.to {
            let pool = Int(pooled.groups[Int(link.from)].pool)
            if pool >= 0 { add(&rows, ofPool[pool], layer.load) }
        } else if link.from >= 0, link.to >= 0 {
            let (a, b) = (Int(pooled.groups[Int(link.from)].rack), Int(pooled.groups[Int(link.to)].rack))
            guard a != b else { return }
            addPairEntries(&rows, layer, a, b, table)
            addWay(&rows, layer, a, b, costs)
        } else if link.from >= 0 {
            addUp(&rows, layer, Int(pooled.groups[Int(link.from)].rack))
        } else if link.to >= 0 {
            let level = hub.level(ofHub: Int(hub.network.arcs[arc].tail), Int(link.layer), costs)
            addDown(&rows, layer, Int(pooled.groups[Int(link.to)].rack), from: level, costs)
        } else {
            addUp(
                &rows, layer, pooled.racks.count + hub.vertex(ofHub: Int(hub.network.arcs[arc].tail), Int(link.layer)))
        }
    }

    @inline(__always)
    private func add(_ rows: inout SideRows, _ row: Int32, _ coefficient: Double) {
        guard row >= 0, coefficient != 0 else { return }
        rows.entries.append(SideRows.Entry(row: Int(row), coefficient: coefficient))
    }

    private func addPairEntries(
        _ rows: inout SideRows, _ layer: PooledProblem.Layer, _ a: Int, _ b: Int, _ table: borrowing BandwidthTable
    ) {
        addPairEntry(&rows, a, b, layer.forward, table)
        addPairEntry(&rows, b, a, layer.backward, table)
    }

    private func addPairEntry(
        _ rows: inout SideRows, _ from: Int, _ to: Int, _ coefficient: Double, _ table: borrowing BandwidthTable
    ) {
        guard coefficient > 0, let k = table.position(from, to) else { return }
        if table.entries[k].row < 0 {
            table.entries.base[k].row = Int32(rows.addRow(lower: -.infinity, upper: table.entries[k].bandwidth))
        }
        add(&rows, table.entries[k].row, coefficient)
    }

    /// Up from a place: forward traffic goes up, backward traffic comes down.
    @inline(__always)
    private func addUp(_ rows: inout SideRows, _ layer: PooledProblem.Layer, _ place: Int) {
        add(&rows, up[place], layer.forward)
        add(&rows, down[place], layer.backward)
    }

    private func addDown(
        _ rows: inout SideRows, _ layer: PooledProblem.Layer, _ slot: Int, from level: Int,
        _ costs: borrowing LevelCosts
    ) {
        for below in 0..<level {
            let place = costs.place(level: below, slot: slot)
            add(&rows, down[place], layer.forward)
            add(&rows, up[place], layer.backward)
        }
    }

    /// The links of the way between two racks.
    private func addWay(
        _ rows: inout SideRows, _ layer: PooledProblem.Layer, _ a: Int, _ b: Int, _ costs: borrowing LevelCosts
    ) {
        let height = costs.height(a, b)
        for level in 0..<height { addUp(&rows, layer, costs.place(level: level, slot: a)) }
        addDown(&rows, layer, b, from: height, costs)
    }
}

extension HubNetwork {
    /// The number of a hub in its gap.
    func vertex(ofHub hub: Int, _ layer: Int) -> Int {
        hub - (Int(hubs[layer]) - vertexCount)
    }

    /// The level of a hub; the topmost is at the depth of the costs.
    func level(ofHub hub: Int, _ layer: Int, _ costs: borrowing LevelCosts) -> Int {
        hub == Int(hubs[layer]) ? costs.depth : costs.level(of: vertex(ofHub: hub, layer))
    }
}
