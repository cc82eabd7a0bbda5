internal import NetworkTypes

/// Gives tags to paths so that no two that are read at one point have the same value (colouring of a graph whose
/// nodes are the directions of paths, joined where they share a ``ReadingPoint``).
///
/// Each gets the lowest value that is free at all of its points. A direction that meets n others never needs more than
/// n + 1 values that way; where even that is too many, ``TagSearch`` looks for a better arrangement.
struct PathColouring {
    let capacity: UInt32
    private static let largestSearch = 256
    private var used: [ReadingPoint: Set<UInt32>] = [:]
    /// Below it every value of the point is used, so that filling up a point is not quadratic.
    private var floor: [ReadingPoint: UInt32] = [:]

    init(capacity: UInt32) { self.capacity = capacity }

    /// Keeps a value from being given out at some points.
    mutating func occupy(_ tag: PathTag, at points: [ReadingPoint]) {
        for point in points {
            used[point, default: []].insert(tag.rawValue)
            var lowest = floor[point] ?? 1
            while used[point]?.contains(lowest) == true, lowest < .max { lowest += 1 }
            floor[point] = lowest
        }
    }

    func isFree(_ tag: PathTag, at points: [ReadingPoint]) -> Bool {
        points.allSatisfy { used[$0]?.contains(tag.rawValue) != true }
    }

    /// True where the value is taken anywhere.
    func isTaken(_ tag: PathTag) -> Bool { used.values.contains { $0.contains(tag.rawValue) } }

    /// How many values are taken at a point.
    func count(at point: ReadingPoint) -> Int { used[point]?.count ?? 0 }

    /// The lowest value that is free at all points; `nil` where there is none.
    func lowest(at points: [ReadingPoint]) -> PathTag? {
        var candidate = points.compactMap { floor[$0] }.max() ?? 1
        while candidate <= capacity {
            let tag = PathTag(rawValue: candidate)
            if isFree(tag, at: points) { return tag }
            guard candidate < .max else { return nil }
            candidate += 1
        }
        return nil
    }

    /// Tags for several directions at once; `nil` where the values do not suffice, or the search gave up.
    ///
    /// - Parameter directions: the points at which each is read.
    mutating func assign(_ directions: [[ReadingPoint]]) -> [PathTag]? {
        var trial = self
        var tags: [PathTag] = []
        for points in directions {
            guard let tag = trial.lowest(at: points) else { return search(directions) }
            trial.occupy(tag, at: points)
            tags.append(tag)
        }
        self = trial
        return tags
    }

    private mutating func search(_ directions: [[ReadingPoint]]) -> [PathTag]? {
        // The search is for small tenants; a point that is too full cannot be helped by any order.
        guard directions.count <= Self.largestSearch else { return nil }
        guard mostNeeded(by: directions).map({ $0.needed <= Int(capacity) }) ?? true else { return nil }
        var search = TagSearch(directions, self)
        guard let tags = search.run() else { return nil }
        for (tag, points) in zip(tags, directions) { occupy(tag, at: points) }
        return tags
    }

    /// The point that needs most values for these directions together with what is taken there already.
    func mostNeeded(by directions: [[ReadingPoint]]) -> (point: ReadingPoint, needed: Int)? {
        var needed: [ReadingPoint: Int] = [:]
        for point in directions.flatMap({ $0 }) { needed[point, default: count(at: point)] += 1 }
        return needed.max { ($0.value, $1.key.port) < ($1.value, $0.key.port) }.map { ($0.key, $0.value) }
    }
}
