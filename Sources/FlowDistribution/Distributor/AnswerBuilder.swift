internal import CloudTopology
internal import LinearProgramming

/// From flows between groups to flows between sites: the throughput of each group is divided over its members, each
/// within its band, and what goes between two groups is dealt out to members in order, so that few ways are used.
struct AnswerBuilder: ~Copyable {
    /// A member of a group and what it still has to send or take.
    struct Cursor: BitwiseCopyable {
        var member: Int32 = 0
        var left = 0.0
        var isOpen = false
    }

    /// Sites by pool: those of pool `p` are `memberStarts[p]..<memberStarts[p + 1]`.
    private var members = WorkBuffer<Int32>()
    private var memberStarts = WorkBuffer<Int32>()
    /// What each site takes of its pool's load.
    private var shares = WorkBuffer<Double>()
    private var throughput = WorkBuffer<Double>()
    private var sending = WorkBuffer<Cursor>()
    private var taking = WorkBuffer<Cursor>()
    private(set) var flows: [Distribution.Flow] = []

    init() {}

    /// - Parameter dust: flows between groups below this are left out.
    mutating func build(
        _ problem: borrowing DistributionProblem, _ pooled: borrowing PooledProblem, _ hub: borrowing HubNetwork,
        _ parts: borrowing WorkBuffer<HubSplit.Part>, dust: Double
    ) {
        flows.removeAll(keepingCapacity: true)
        listMembers(pooled)
        measure(pooled, hub)
        divide(pooled)
        sending.fill(pooled.groups.count, with: Cursor())
        taking.fill(pooled.groups.count, with: Cursor())
        for arc in 0..<hub.network.arcs.count {
            let (link, flow) = (hub.links[arc], hub.network.arcs[arc].flow)
            guard link.from >= 0, link.to >= 0, link.from != link.to, flow > dust else { continue }
            deal(problem, pooled, Int(link.layer), Int(link.from), Int(link.to), flow)
        }
        for k in 0..<parts.count {
            let part = parts[k]
            deal(problem, pooled, Int(part.layer), Int(part.from), Int(part.to), part.flow)
        }
        joinFlows()
    }

    private mutating func listMembers(_ pooled: borrowing PooledProblem) {
        let pools = pooled.pools.count
        memberStarts.fill(pools + 1, with: 0)
        for site in 0..<pooled.poolOfSite.count where pooled.poolOfSite[site] >= 0 {
            memberStarts.base[Int(pooled.poolOfSite[site]) + 1] += 1
        }
        for pool in 0..<pools { memberStarts.base[pool + 1] += memberStarts[pool] }
        members.fill(Int(memberStarts[pools]), with: 0)
        for site in stride(from: pooled.poolOfSite.count - 1, through: 0, by: -1) where pooled.poolOfSite[site] >= 0 {
            let pool = Int(pooled.poolOfSite[site])
            memberStarts.base[pool + 1] -= 1
            members[Int(memberStarts[pool + 1])] = Int32(site)
        }
        // Each start has moved to its pool's first member.
        for pool in 0..<pools { memberStarts.base[pool] = memberStarts[pool + 1] }
        memberStarts[pools] = Int32(members.count)
    }

    private mutating func measure(_ pooled: borrowing PooledProblem, _ hub: borrowing HubNetwork) {
        throughput.fill(pooled.groups.count, with: 0)
        for group in 0..<pooled.groups.count {
            let through = Int(hub.places[group].through)
            throughput[group] = through >= 0 ? hub.network.arcs[through].flow : pooled.groups[group].low
        }
    }

    /// Loads rise from each site's lowest to its highest in step.
    private mutating func divide(_ pooled: borrowing PooledProblem) {
        shares.extend(to: pooled.poolOfSite.count, with: 0)
        var load = WorkBuffer<Double>()
        load.fill(pooled.pools.count, with: 0)
        for layer in 0..<pooled.layers.count {
            for group in pooled.layers[layer].groups.all where pooled.groups[group].pool >= 0 {
                load.base[Int(pooled.groups[group].pool)] += pooled.layers[layer].load * throughput[group]
            }
        }
        for site in 0..<pooled.poolOfSite.count where pooled.poolOfSite[site] >= 0 {
            let pool = Int(pooled.poolOfSite[site])
            let it = pooled.pools[pool]
            let rise = it.high > it.low ? min(1, max(0, (load[pool] - it.low) / (it.high - it.low))) : 0
            let own = pooled.siteLow[site] + rise * (pooled.siteHigh[site] - pooled.siteLow[site])
            let all = it.low + rise * (it.high - it.low)
            shares[site] = all > 0 ? own / all : 0
        }
    }

    private mutating func deal(
        _ problem: borrowing DistributionProblem, _ pooled: borrowing PooledProblem, _ layer: Int, _ from: Int,
        _ to: Int, _ flow: Double
    ) {
        var left = flow
        while left > 0 {
            open(problem, pooled, layer, from, &sending.base[from])
            open(problem, pooled, layer + 1, to, &taking.base[to])
            let amount = min(left, sending[from].left, taking[to].left)
            let (a, b) = (site(pooled, layer, from, sending[from]), site(pooled, layer + 1, to, taking[to]))
            left -= amount
            sending.base[from].left -= amount
            taking.base[to].left -= amount
            let chain = Int(pooled.groups[from].chain)
            let position = layer - pooled.chains[chain].layers.all.lowerBound
            add(chain, position, a, b, amount * pooled.layers[layer].volume)
        }
    }

    private mutating func add(_ chain: Int, _ position: Int, _ from: Int, _ to: Int, _ volume: Double) {
        guard volume > 0 else { return }
        flows.append(
            Distribution.Flow(chain: chain, position: position, from: SiteID(from), to: SiteID(to), volume: volume))
    }

    /// In order of chain, position and sites, and each way once.
    private mutating func joinFlows() {
        flows.sort { ($0.chain, $0.position, $0.from, $0.to) < ($1.chain, $1.position, $1.from, $1.to) }
        var kept = 0
        for flow in flows {
            if kept > 0, flows[kept - 1].goesLike(flow) {
                flows[kept - 1].volume += flow.volume
            } else {
                flows[kept] = flow
                kept += 1
            }
        }
        flows.removeSubrange(kept...)
    }

    /// Moves a cursor on to a member that has something left; the last one takes whatever comes.
    @inline(__always)
    private func open(
        _ problem: borrowing DistributionProblem, _ pooled: borrowing PooledProblem, _ layer: Int, _ group: Int,
        _ cursor: inout Cursor
    ) {
        let count = memberCount(problem, pooled, layer, group)
        if !cursor.isOpen {
            cursor.isOpen = true
            cursor.left = amount(problem, pooled, layer, group, cursor)
        }
        var member = cursor
        while cursor.left <= 0 {
            member.member += 1
            guard Int(member.member) < count else {
                cursor.left = .infinity
                return
            }
            member.left = amount(problem, pooled, layer, group, member)
            if member.left > 0 { cursor = member }
        }
    }

    private func memberCount(
        _ problem: borrowing DistributionProblem, _ pooled: borrowing PooledProblem, _ layer: Int, _ group: Int
    ) -> Int {
        let pool = Int(pooled.groups[group].pool)
        if pool >= 0 { return Int(memberStarts[pool + 1] - memberStarts[pool]) }
        return endpoints(pooled, layer).count
    }

    /// The sites of sources and sinks are few: a cursor goes through all and passes those of other racks.
    private func endpoints(_ pooled: borrowing PooledProblem, _ layer: Int) -> Range<Int> {
        pooled.layers[layer].sites.all
    }

    private func amount(
        _ problem: borrowing DistributionProblem, _ pooled: borrowing PooledProblem, _ layer: Int, _ group: Int,
        _ cursor: Cursor
    ) -> Double {
        let it = pooled.groups[group]
        if it.pool >= 0 {
            return throughput[group] * shares[Int(members[Int(memberStarts[Int(it.pool)] + cursor.member)])]
        }
        let sites = endpoints(pooled, layer)
        let site = Int(pooled.layerSites[sites.lowerBound + Int(cursor.member)])
        guard pooled.slot(of: problem.sites[site].rack.rawValue) == Int(it.rack) else { return 0 }
        let isSource = layer == pooled.chains[Int(it.chain)].layers.all.lowerBound
        return isSource ? problem.chains[Int(it.chain)].sources[Int(cursor.member)].volume : .infinity
    }

    private func site(
        _ pooled: borrowing PooledProblem, _ layer: Int, _ group: Int, _ cursor: Cursor
    ) -> Int {
        let pool = Int(pooled.groups[group].pool)
        if pool >= 0 { return Int(members[Int(memberStarts[pool]) + Int(cursor.member)]) }
        return Int(pooled.layerSites[endpoints(pooled, layer).lowerBound + Int(cursor.member)])
    }
}

extension Distribution.Flow {
    fileprivate func goesLike(_ other: Self) -> Bool {
        chain == other.chain && position == other.position && from == other.from && to == other.to
    }
}
