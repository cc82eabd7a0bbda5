/// From a basis to a tree with flows.
extension NetworkRun {
    /// Adds all arcs, those outside the tree at the bounds that the basis asks for.
    mutating func addArcs(_ start: NetworkBasis) {
        network.reset(nodes: problem.nodes.count + 1)
        for (index, arc) in problem.arcs.enumerated() {
            let isHigh = index < start.arcs.count && start.arcs[index] == .atUpper
            network.arcs.append(Self.arc(arc, prefersUpper: isHigh))
        }
        twins = [Int](repeating: -1, count: problem.arcs.count)
        for (index, arc) in problem.arcs.enumerated() where arc.bounds == .free {
            twins[index] = network.arcs.count
            twins.append(index)
            network.arcs.append(.init(arc.head.index + 1, arc.tail.index + 1, cost: -arc.cost))
        }
        realCount = network.arcs.count
    }

    private static func arc(_ arc: MinCostFlowProblem.Arc, prefersUpper: Bool) -> FlowNetwork.Arc {
        let bounds = arc.bounds == .free ? .nonNegative : arc.bounds
        let isHigh = bounds.upper.isFinite && (prefersUpper || !bounds.lower.isFinite)
        return .init(
            arc.tail.index + 1, arc.head.index + 1, cost: arc.cost, lower: bounds.lower, upper: bounds.upper,
            flow: isHigh ? bounds.upper : bounds.lower,
            state: isHigh ? FlowNetwork.State.atUpper : FlowNetwork.State.atLower)
    }

    /// Hangs the nodes by the tree arcs of the basis, and one node of each part below the root.
    mutating func plant(_ start: NetworkBasis) {
        let links = links(start)
        var isPlanted = [Bool](repeating: false, count: network.nodes.count)
        isPlanted[0] = true
        for root in start.roots.map({ $0.index + 1 }) + Array(1..<network.nodes.count)
        where isPlanted.indices.contains(root) && !isPlanted[root] {
            isPlanted[root] = true
            hangBelowRoot(root)
            spread(from: root, links, &isPlanted)
        }
    }

    /// The tree arcs of the basis at each node.
    private func links(_ start: NetworkBasis) -> [[Int]] {
        var links = [[Int]](repeating: [], count: network.nodes.count)
        for (index, standing) in start.arcs.prefix(problem.arcs.count).enumerated() where standing == .inTree {
            links[Int(network.arcs[index].tail)].append(index)
            links[Int(network.arcs[index].head)].append(index)
        }
        return links
    }

    private func spread(from root: Int, _ links: [[Int]], _ isPlanted: inout [Bool]) {
        var waiting = [root]
        while let node = waiting.popLast() {
            for arc in links[node] {
                let other = Int(network.arcs[arc].tail) + Int(network.arcs[arc].head) - node
                guard !isPlanted[other] else { continue }
                isPlanted[other] = true
                network.arcs.base[arc].state = FlowNetwork.State.inTree
                network.hang(other, below: node, by: arc)
                waiting.append(other)
            }
        }
    }

    private mutating func hangBelowRoot(_ node: Int) {
        network.arcs.append(.init(node, 0, cost: 0, state: FlowNetwork.State.inTree))
        network.hang(node, below: 0, by: network.arcs.count - 1)
    }

    /// What each node must send up, as far as supplies and arcs outside the tree say.
    private func excesses() -> [Double] {
        var excesses = [0] + problem.nodes.map(\.supply)
        for index in 0..<realCount {
            let arc = network.arcs[index]
            guard arc.state != FlowNetwork.State.inTree, arc.flow != 0 else { continue }
            excesses[Int(arc.tail)] -= arc.flow
            excesses[Int(arc.head)] += arc.flow
        }
        return excesses
    }

    /// All nodes but the root, parents first.
    private func order() -> [Int] {
        var order: [Int] = []
        order.reserveCapacity(network.nodes.count)
        var current = network.successor(of: 0, within: 0)
        while let node = current {
            order.append(node)
            current = network.successor(of: node, within: 0)
        }
        return order
    }

    /// Computes the flows of the tree anew, whether they keep the bounds or not.
    mutating func measure() {
        var excesses = excesses()
        for node in order().reversed() {
            carry(excesses[node], above: node)
            excesses[Int(network.nodes[node].parent)] += excesses[node]
        }
    }

    /// Gives the arc above a node the flow that takes `excess` up. A free arc against which that runs is replaced by
    /// its twin.
    private func carry(_ excess: Double, above node: Int) {
        let it = network.nodes[node]
        let arc = Int(it.parentArc)
        let flow = it.pointsUp ? excess : -excess
        guard arc < realCount, twins[arc] >= 0, flow < 0 || flow == 0 && !it.pointsUp else {
            network.arcs.base[arc].flow = flow
            return
        }
        network.arcs.base[arc].flow = 0
        network.arcs.base[arc].state = FlowNetwork.State.atLower
        network.arcs.base[twins[arc]].flow = -flow
        network.arcs.base[twins[arc]].state = FlowNetwork.State.inTree
        network.nodes.base[node].parentArc = Int32(truncatingIfNeeded: twins[arc])
        network.nodes.base[node].pointsUp.toggle()
    }

    /// Makes the tree strongly feasible: a tree arc that does not keep its bounds, or that could not carry more towards
    /// the root, is set to the bound in the way, and the part below it hung below the root.
    mutating func repair() {
        var excesses = excesses()
        for node in order().reversed() {
            carry(excesses[node], above: node)
            let parent = Int(network.nodes[node].parent)
            let arc = Int(network.nodes[node].parentArc)
            if arc < realCount, let flow = boundInTheWay(above: node) {
                cut(above: node, at: flow)
                let sent = network.nodes[node].pointsUp ? flow : -flow
                excesses[parent] += sent
                hangBelowRoot(node)
                orient(node, excesses[node] - sent)
            } else if arc >= realCount {
                orient(node, excesses[node])
            } else {
                excesses[parent] += excesses[node]
            }
        }
    }

    /// The bound at which the arc above a node must leave the tree, if it must.
    private func boundInTheWay(above node: Int) -> Double? {
        let it = network.nodes[node]
        let arc = network.arcs[Int(it.parentArc)]
        let (low, high) = (arc.flow - arc.lower, arc.upper - arc.flow)
        if it.pointsUp ? low < -dust : low <= dust { return arc.lower }
        if it.pointsUp ? high <= dust : high < -dust { return arc.upper }
        return nil
    }

    private func cut(above node: Int, at flow: Double) {
        let arc = Int(network.nodes[node].parentArc)
        let isLow = flow == network.arcs[arc].lower
        network.arcs.base[arc].flow = flow
        network.arcs.base[arc].state = isLow ? FlowNetwork.State.atLower : FlowNetwork.State.atUpper
        network.unhang(node)
    }

    /// Lets the artificial arc above a node point the way of what it carries.
    private func orient(_ node: Int, _ excess: Double) {
        let arc = Int(network.nodes[node].parentArc)
        let isUp = excess >= -dust
        network.nodes.base[node].pointsUp = isUp
        network.arcs.base[arc] = .init(
            isUp ? node : 0, isUp ? 0 : node, cost: 0, flow: abs(excess) <= dust ? 0 : abs(excess),
            state: FlowNetwork.State.inTree)
    }

    /// Makes what rounding left on artificial arcs of the tree zero, and lets them point up, as strong feasibility
    /// wants.
    func dropResidues() {
        for node in 1..<network.nodes.count where Int(network.nodes[node].parentArc) >= realCount { orient(node, 0) }
        for arc in realCount..<network.arcs.count { network.arcs.base[arc].flow = 0 }
    }
}
