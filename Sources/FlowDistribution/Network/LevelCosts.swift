internal import CloudTopology
internal import LinearProgramming

/// What crossing costs by the level where traffic turns round, and the switches above the racks of a problem.
///
/// Costs that do not tell levels apart need one hub for all racks, unless links have limits and the way matters.
struct LevelCosts: ~Copyable {
    /// How many levels of hubs there are; 1 where there is one hub for all.
    private(set) var depth = 1
    /// The cost of a unit of volume by level, from one rack (0) to the top.
    private(set) var cost = WorkBuffer<Double>()
    /// For costs that are any function of two racks; hubs are then only a place to start from, and too dear to stay.
    private(set) var function: (@Sendable (RackPair) -> Double)?
    /// Numbers, from 0 on each level, of the switches above the rack slots: `[(level − 1) · slots + slot]`.
    private var vertices = WorkBuffer<Int32>()
    /// The same for the switches above those, for levels 1 to depth − 2.
    private var parents = WorkBuffer<Int32>()
    /// Where each level's vertices start among all, for levels 1…depth − 1, and their total.
    private var starts = WorkBuffer<Int32>()
    /// The position of each vertex on its level of the tree.
    private var indices = WorkBuffer<Int32>()
    private var slots = 0

    init() {}

    /// How many hubs below the topmost one each gap has.
    var vertexCount: Int { starts.count > 0 ? Int(starts[starts.count - 1]) : 0 }

    /// The number, among all, of the hub of a level (1…depth − 1) above a slot.
    @inline(__always)
    func vertex(level: Int, slot: Int) -> Int {
        Int(starts[level - 1]) + Int(vertices[(level - 1) * slots + slot])
    }

    /// The number of the hub above another one; nil for the topmost.
    func parent(of vertex: Int) -> Int? {
        let parent = Int(parents[vertex])
        return parent >= 0 ? parent : nil
    }

    /// The level of a hub.
    func level(of vertex: Int) -> Int {
        var level = 1
        while level < starts.count - 1, vertex >= Int(starts[level]) { level += 1 }
        return level
    }

    /// - Throws: `.invalidNumber` where a cost function's value is not finite.
    mutating func load(
        _ problem: borrowing DistributionProblem, _ pooled: borrowing PooledProblem
    ) throws(DistributionError) {
        slots = pooled.racks.count
        function = nil
        cost.removeAll()
        starts.removeAll()
        let needsTree = !problem.linkLimits.isEmpty
        let height = problem.tree?.rootLevel ?? 1
        switch problem.cost {
        case .binary:
            depth = needsTree ? height : 1
            for level in 0...depth { cost.append(level == 0 ? 0 : 1) }
        case .hops:
            depth = height
            for level in 0...depth { cost.append(Double(level)) }
        case .levels(let levels):
            depth = height
            for level in levels { cost.append(level) }
        case .function(let function):
            depth = needsTree ? height : 1
            self.function = function
            let dear = try largest(function, pooled) + 1
            for level in 0...depth { cost.append(level == 0 ? 0 : dear) }
        }
        if depth > 1, let tree = problem.tree { number(tree, pooled) }
    }

    private func largest(
        _ function: (RackPair) -> Double, _ pooled: borrowing PooledProblem
    ) throws(DistributionError) -> Double {
        var largest = 0.0
        for a in 0..<pooled.racks.count {
            for b in 0..<pooled.racks.count {
                let pair = RackPair(from: RackID(Int(pooled.racks[a])), to: RackID(Int(pooled.racks[b])))
                let cost = function(pair)
                guard abs(cost) <= 1e15 else {
                    throw .init(
                        .invalidNumber, "the cost of \(pair) is \(cost); it must be a finite number", at: "cost")
                }
                largest = max(largest, abs(cost))
            }
        }
        return largest
    }

    /// The number on its level of the switch at a position; the level's switches start at `first` among all.
    private mutating func vertex(at position: Int, from first: Int32) -> Int32 {
        for known in Int(first)..<indices.count where Int(indices[known]) == position { return Int32(known) - first }
        indices.append(Int32(truncatingIfNeeded: position))
        return Int32(indices.count - 1) - first
    }

    private mutating func number(_ tree: RackTree, _ pooled: borrowing PooledProblem) {
        vertices.fill((depth - 1) * slots, with: -1)
        parents.removeAll()
        indices.removeAll()
        var total: Int32 = 0
        for level in 1..<depth {
            starts.append(total)
            for slot in 0..<slots {
                let ancestor = tree.ancestor(of: RackID(Int(pooled.racks[slot])), at: level)
                let vertex = vertex(at: ancestor, from: total)
                vertices[(level - 1) * slots + slot] = vertex
            }
            total = Int32(indices.count)
        }
        starts.append(total)
        parents.fill(Int(total), with: -1)
        for level in 1..<max(1, depth - 1) {
            for slot in 0..<slots {
                parents[vertex(level: level, slot: slot)] = Int32(vertex(level: level + 1, slot: slot))
            }
        }
    }
}

/// Places: rack slots, and after them the hubs below the topmost one.
extension LevelCosts {
    /// The place on a level (0: the rack itself) above a slot.
    @inline(__always)
    func place(level: Int, slot: Int) -> Int {
        level == 0 ? slot : slots + vertex(level: level, slot: slot)
    }

    /// The place at the lower end of a link; nil where none of the problem's racks is below it.
    func place(of link: TreeLink, _ pooled: borrowing PooledProblem) -> Int? {
        if link.level == 0 { return pooled.slot(of: link.index) }
        guard link.level < depth else { return nil }
        for vertex in Int(starts[link.level - 1])..<Int(starts[link.level]) where Int(indices[vertex]) == link.index {
            return slots + vertex
        }
        return nil
    }

    /// The level at which traffic between two slots turns round.
    func height(_ a: Int, _ b: Int) -> Int {
        guard a != b else { return 0 }
        for level in 1..<depth where vertex(level: level, slot: a) == vertex(level: level, slot: b) { return level }
        return depth
    }
}
