/// A tree of switches with racks as its leaves, all at the same depth: racks, aggregation switches, …, one core.
///
/// Several core switches that share the load, as in a fat tree, count as one here.
///
/// ```swift
/// let tree = RackTree(racks: 12, racksPerAggregation: 4)
/// tree.height(of: RackPair(from: RackID(0), to: RackID(3)))      // 1: under one aggregation switch
/// tree.height(of: RackPair(from: RackID(0), to: RackID(4)))      // 2: over the core
/// ```
public struct RackTree: Hashable, Sendable {
    /// `parents[level][index]`: the position, on the next level, of the switch above. Level 0 holds the racks; the
    /// switches of the last level listed are all below the root, which is not listed.
    public let parents: [[Int]]
    /// How many racks there are.
    public let rackCount: Int

    /// Racks in groups of equal size under aggregation switches, and those under one core.
    ///
    /// - Parameters:
    ///   - racks: how many racks; a negative number counts as 0.
    ///   - racksPerAggregation: racks under one aggregation switch, the last of which may have fewer; a number below 1
    ///     counts as 1.
    public init(racks: Int, racksPerAggregation: Int) {
        let groups = max(1, racksPerAggregation)
        rackCount = max(0, racks)
        parents = [(0..<rackCount).map { $0 / groups }]
    }

    /// All racks directly under one core.
    public init(racks: Int) {
        rackCount = max(0, racks)
        parents = []
    }

    /// Any tree, level by level.
    ///
    /// - Parameter parents: for each level from the racks upwards, the position of each element's switch on the level
    ///   above; what the last level names is below the root. Nil where a position is negative or leads past the end of
    ///   the next level.
    public init?(parents: [[Int]]) {
        guard let racks = parents.first else { return nil }
        let next = parents.dropFirst().map(\.count) + [Int.max]
        for (level, count) in zip(parents, next) {
            guard level.allSatisfy({ $0 >= 0 && $0 < count }) else { return nil }
        }
        self.parents = parents
        rackCount = racks.count
    }

    /// The level of the root: 1 where it is directly above the racks.
    public var rootLevel: Int { parents.count + 1 }

    /// The position of the switch above a rack on some level; level 0 is the rack itself, the root is 0.
    public func ancestor(of rack: RackID, at level: Int) -> Int {
        guard level < rootLevel else { return 0 }
        var index = rack.rawValue
        for below in 0..<max(0, level) {
            guard parents[below].indices.contains(index) else { return 0 }
            index = parents[below][index]
        }
        return index
    }

    /// How far up the way between two racks goes: 0 in one rack, 1 where they share the switch above, and so on.
    public func height(of pair: RackPair) -> Int {
        (0..<rootLevel).first { ancestor(of: pair.from, at: $0) == ancestor(of: pair.to, at: $0) } ?? rootLevel
    }

    /// The links over which traffic goes from one rack to another: up to the lowest common switch, then down.
    public func links(of pair: RackPair) -> [TreeLink] {
        let up = (0..<height(of: pair)).map { level in
            TreeLink(level: level, index: ancestor(of: pair.from, at: level), direction: .up)
        }
        let down = (0..<height(of: pair)).reversed().map { level in
            TreeLink(level: level, index: ancestor(of: pair.to, at: level), direction: .down)
        }
        return up + down
    }

    /// Whether the tree has this link.
    public func contains(_ link: TreeLink) -> Bool {
        guard (0..<rootLevel).contains(link.level), link.index >= 0 else { return false }
        if link.level < parents.count { return link.index < parents[link.level].count }
        guard let top = parents.last else { return link.index < rackCount }
        return top.contains(link.index)
    }
}

/// One direction of the link between a rack or switch and the switch above it.
public struct TreeLink: Hashable, Comparable, Sendable, CustomStringConvertible {
    public enum Direction: String, Hashable, Comparable, Sendable, CaseIterable {
        case up, down

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// The level of the lower end: 0 for a rack, 1 for an aggregation switch.
    public let level: Int
    /// The position of the lower end on its level.
    public let index: Int
    public let direction: Direction

    public init(level: Int, index: Int, direction: Direction) {
        self.level = level
        self.index = index
        self.direction = direction
    }

    public static func < (a: Self, b: Self) -> Bool {
        (a.level, a.index, a.direction) < (b.level, b.index, b.direction)
    }

    public var description: String { "\(level):\(index) \(direction.rawValue)" }
}
