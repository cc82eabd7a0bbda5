/// The spanning tree: nodes hang below their parents, children in doubly linked lists.
extension FlowNetwork {
    /// Hangs a node that has no parent below another one by an arc between the two, and leaves depth and potential
    /// alone.
    @inline(__always)
    package func hang(_ node: Int, below parent: Int, by arc: Int) {
        let nodes = nodes.base
        let sibling = nodes[parent].firstChild
        nodes[node].parent = Int32(truncatingIfNeeded: parent)
        nodes[node].parentArc = Int32(truncatingIfNeeded: arc)
        nodes[node].pointsUp = Int(arcs.base[arc].tail) == node
        nodes[node].previousSibling = -1
        nodes[node].nextSibling = sibling
        if sibling >= 0 { nodes[Int(sibling)].previousSibling = Int32(truncatingIfNeeded: node) }
        nodes[parent].firstChild = Int32(truncatingIfNeeded: node)
    }

    /// Takes a node off the list of its parent's children.
    @inline(__always)
    package func unhang(_ node: Int) {
        let nodes = nodes.base
        let (before, after) = (nodes[node].previousSibling, nodes[node].nextSibling)
        if before >= 0 {
            nodes[Int(before)].nextSibling = after
        } else {
            nodes[Int(nodes[node].parent)].firstChild = after
        }
        if after >= 0 { nodes[Int(after)].previousSibling = before }
    }

    /// Cuts the tree above `cut` and hangs the part below it, turned round, by `arc` from `inner` (in that part) to
    /// `outer` (not in it). Depths and potentials of the part are not up to date then.
    func rehang(_ inner: Int, below outer: Int, by arc: Int, cuttingAbove cut: Int) {
        let nodes = nodes.base
        var (node, parent, link) = (inner, outer, arc)
        while true {
            let (oldParent, oldLink) = (Int(nodes[node].parent), Int(nodes[node].parentArc))
            unhang(node)
            hang(node, below: parent, by: link)
            if node == cut { return }
            (parent, node, link) = (node, oldParent, oldLink)
        }
    }

    /// The node after `node` in a walk, parents first, through the tree below `top`; nil at its end.
    @inline(__always)
    package func successor(of node: Int, within top: Int) -> Int? {
        let nodes = nodes.base
        let child = nodes[node].firstChild
        if child >= 0 { return Int(child) }
        var node = node
        while node != top {
            let sibling = nodes[node].nextSibling
            if sibling >= 0 { return Int(sibling) }
            node = Int(nodes[node].parent)
        }
        return nil
    }

    /// Sets depths and potentials of a node and all below it from its parent's.
    package func settle(below top: Int) {
        var current: Int? = top
        while let node = current {
            settle(node)
            current = successor(of: node, within: top)
        }
    }

    @inline(__always)
    private func settle(_ node: Int) {
        let nodes = nodes.base
        let parent = Int(nodes[node].parent)
        guard parent >= 0 else { return }
        let cost = arcs.base[Int(nodes[node].parentArc)].cost
        nodes[node].depth = nodes[parent].depth + 1
        nodes[node].potential = nodes[parent].potential + (nodes[node].pointsUp ? -cost : cost)
    }
}

/// Questions to the tree.
extension FlowNetwork {
    /// Calls `body` with each tree arc on the cycle that an arc closes, and with 1 where a push along the arc goes the
    /// way of the tree arc, −1 where it goes against it.
    @inline(__always)
    package func walkCycle(of arc: Int, _ body: (Int, Double) -> Void) {
        let nodes = nodes.base
        var (start, end) = (Int(arcs.base[arc].tail), Int(arcs.base[arc].head))
        while start != end {
            if nodes[start].depth >= nodes[end].depth {
                body(Int(nodes[start].parentArc), nodes[start].pointsUp ? -1 : 1)
                start = Int(nodes[start].parent)
            } else {
                body(Int(nodes[end].parentArc), nodes[end].pointsUp ? 1 : -1)
                end = Int(nodes[end].parent)
            }
        }
    }

    /// Whether a node is another one or below it.
    func isBelow(_ node: Int, _ top: Int) -> Bool {
        let nodes = nodes.base
        var node = node
        while nodes[node].depth > nodes[top].depth { node = Int(nodes[node].parent) }
        return node == top
    }

    /// Whether exactly one end of an arc is below a node.
    func crosses(_ arc: Int, below top: Int) -> Bool {
        isBelow(Int(arcs[arc].tail), top) != isBelow(Int(arcs[arc].head), top)
    }

    /// Sets the depths of a node and all below it from its parent's.
    func settleDepths(below top: Int) {
        let nodes = nodes.base
        var current: Int? = top
        while let node = current {
            nodes[node].depth = nodes[Int(nodes[node].parent)].depth + 1
            current = successor(of: node, within: top)
        }
    }
}

extension FlowNetwork {
    /// Sends more over an arc and back around its cycle, whatever the bounds.
    package func push(_ arc: Int, by change: Double) {
        guard change != 0 else { return }
        arcs.base[arc].flow += change
        walkCycle(of: arc) { treeArc, sign in arcs.base[treeArc].flow += sign * change }
    }
}
