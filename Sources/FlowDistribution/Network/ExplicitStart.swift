internal import LinearProgramming

/// Where the dual simplex starts in a gap whose groups are all expanded: what went through the hub goes over arcs between
/// groups, as many as a tree takes, each of which uses up what one group has left. They cost what the hub cost, so the
/// tree stays optimal, and as many limits as a greedy choice can keep are kept.
struct ExplicitStart: ~Copyable {
    /// A group that is joined to the hub, and the arc by which it will be joined to another one.
    struct Member: BitwiseCopyable {
        var group: Int32
        var rack: Int32
        var node: Int32
        var left: Double
        var isOpen = true
        /// The member that it is attached to, and the arc; -1 for the last one.
        var host: Int32 = -1
        var arc: Int32 = -1
        var flow = 0.0
    }

    private var members = WorkBuffer<Member>()
    /// How many of the members are sources; they come first.
    private var sourceCount = 0

    init() {}

    /// Replaces the tree's part at the hub of a gap.
    ///
    /// - Parameter explicitStart: the first arc of its own of each group of the layer; they follow the order of targets.
    mutating func plant(
        _ hub: borrowing HubNetwork, _ pooled: borrowing PooledProblem, _ table: borrowing BandwidthTable,
        _ layer: Int, explicitStart: borrowing WorkBuffer<Int32>
    ) {
        collect(hub, pooled, layer)
        guard sourceCount > 0, sourceCount < members.count else { return }
        guard pairUp(hub, pooled.layers[layer], table, explicitStart) else { return }
        let node = Int(hub.hubs[layer])
        let top = Int(hub.network.nodes[node].parent)
        for k in 0..<members.count { leaveHub(hub, members[k], k < sourceCount, keepsArc: Int(members[k].node) == top) }
        turn(towards: top)
        for k in 0..<members.count where members[k].host >= 0 { join(hub, members[k]) }
    }

    private mutating func collect(_ hub: borrowing HubNetwork, _ pooled: borrowing PooledProblem, _ layer: Int) {
        members.removeAll()
        for group in pooled.layers[layer].groups.all {
            add(hub, pooled, group, hub.places[group].up, hub.places[group].exit)
        }
        sourceCount = members.count
        for group in pooled.layers[layer + 1].groups.all {
            add(hub, pooled, group, hub.places[group].down, hub.places[group].entry)
        }
    }

    @inline(__always)
    private mutating func add(
        _ hub: borrowing HubNetwork, _ pooled: borrowing PooledProblem, _ group: Int, _ arc: Int32, _ node: Int32
    ) {
        let it = hub.network.arcs[Int(arc)]
        guard it.state == FlowNetwork.State.inTree else { return }
        members.append(
            Member(group: Int32(group), rack: pooled.groups[group].rack, node: node, left: max(0, it.flow)))
    }

    /// Pairs sources and targets until one member is left; false where only one rack's own are left to be paired.
    private mutating func pairUp(
        _ hub: borrowing HubNetwork, _ layer: PooledProblem.Layer, _ table: borrowing BandwidthTable,
        _ explicitStart: borrowing WorkBuffer<Int32>
    ) -> Bool {
        var (sources, targets) = (sourceCount, members.count - sourceCount)
        while sources + targets > 1 {
            let source = largestSource()
            guard let target = bestTarget(for: source, layer, table) else { return false }
            let endsSource =
                targets == 1 ? sources > 1 : sources > 1 && members[source].left <= members[target].left
            let flow = endsSource ? members[source].left : members[target].left
            members.base[source].left = max(0, members[source].left - flow)
            members.base[target].left = max(0, members[target].left - flow)
            HubSplit.use(table, layer, Int(members[source].rack), Int(members[target].rack), flow)
            let (done, host) = endsSource ? (source, target) : (target, source)
            members.base[done].isOpen = false
            members.base[done].host = Int32(host)
            members.base[done].flow = flow
            members.base[done].arc = arc(hub, Int(explicitStart[Int(members[source].group)]), members[target].group)
            if endsSource { sources -= 1 } else { targets -= 1 }
        }
        return true
    }

    private func largestSource() -> Int {
        var best = -1
        for k in 0..<sourceCount where members[k].isOpen {
            if best < 0 || members[k].left > members[best].left { best = k }
        }
        return max(0, best)
    }

    /// The target for which the least is over the limit, and of those the one that takes the most.
    private func bestTarget(
        for source: Int, _ layer: PooledProblem.Layer, _ table: borrowing BandwidthTable
    ) -> Int? {
        var best: (target: Int, over: Double, flow: Double)?
        for target in sourceCount..<members.count
        where members[target].isOpen && members[target].rack != members[source].rack {
            let flow = min(members[source].left, members[target].left)
            let room = HubSplit.room(table, layer, Int(members[source].rack), Int(members[target].rack))
            let over = max(0, flow - room)
            if let known = best, over > known.over || (over == known.over && flow <= known.flow) { continue }
            best = (target, over, flow)
        }
        return best?.target
    }

    private func arc(_ hub: borrowing HubNetwork, _ start: Int, _ target: Int32) -> Int32 {
        var arc = start
        while hub.links[arc].to != target { arc += 1 }
        return Int32(arc)
    }

    /// Empties the arc to the hub; the hub itself keeps hanging where it hung.
    private func leaveHub(_ hub: borrowing HubNetwork, _ member: Member, _ isSource: Bool, keepsArc: Bool) {
        let place = hub.places[Int(member.group)]
        let arc = Int(isSource ? place.up : place.down)
        hub.network.arcs.base[arc].flow = 0
        guard !keepsArc else { return }
        hub.network.arcs.base[arc].state = FlowNetwork.State.atLower
        hub.network.unhang(Int(member.node))
    }

    /// Turns attachments round so that everybody hangs, in the end, below the member that the hub hangs from.
    private func turn(towards top: Int) {
        guard var member = (0..<members.count).first(where: { Int(members[$0].node) == top }) else { return }
        var (host, arc, flow) = (members[member].host, members[member].arc, members[member].flow)
        members.base[member].host = -1
        while host >= 0 {
            let next = members[Int(host)]
            members.base[Int(host)].host = Int32(member)
            members.base[Int(host)].arc = arc
            members.base[Int(host)].flow = flow
            member = Int(host)
            (host, arc, flow) = (next.host, next.arc, next.flow)
        }
    }

    private func join(_ hub: borrowing HubNetwork, _ member: Member) {
        let arc = Int(member.arc)
        hub.network.arcs.base[arc].flow = member.flow
        hub.network.arcs.base[arc].state = FlowNetwork.State.inTree
        hub.network.hang(Int(member.node), below: Int(members[Int(member.host)].node), by: arc)
    }
}
