/// Looks for tags where taking the lowest free value in order does not work out: most constrained first, with a way back
/// (Brélaz, "New methods to color the vertices of a graph", 1979).
///
/// - Complexity: exponential in the worst case, hence the limit of steps.
struct TagSearch {
    private let directions: [[ReadingPoint]]
    private var colouring: PathColouring
    private var tags: [PathTag?]
    private var stepsLeft: Int

    init(_ directions: [[ReadingPoint]], _ colouring: PathColouring, steps: Int = 5_000) {
        self.directions = directions
        self.colouring = colouring
        tags = Array(repeating: nil, count: directions.count)
        stepsLeft = steps
    }

    /// `nil` where there is no arrangement, or none was found in time.
    mutating func run() -> [PathTag]? {
        place() ? tags.compactMap { $0 } : nil
    }

    private mutating func place() -> Bool {
        guard let next = mostConstrained() else { return true }
        let before = colouring
        for value in candidates(for: next) {
            guard stepsLeft > 0 else { return false }
            stepsLeft -= 1
            tags[next] = value
            colouring.occupy(value, at: directions[next])
            if place() { return true }
            colouring = before
            tags[next] = nil
        }
        return false
    }

    private func mostConstrained() -> Int? {
        tags.indices.filter { tags[$0] == nil }.max { load($0) < load($1) }
    }

    private func load(_ index: Int) -> Int { directions[index].map { colouring.count(at: $0) }.reduce(0, max) }

    /// The values that are free; of those that nobody has yet one is as good as another, so only the lowest.
    private func candidates(for index: Int) -> [PathTag] {
        var result: [PathTag] = []
        let known = Set(tags.compactMap { $0?.rawValue })
        for value in 1...colouring.capacity {
            let tag = PathTag(rawValue: value)
            guard colouring.isFree(tag, at: directions[index]) else { continue }
            result.append(tag)
            let isNew = !known.contains(value) && !colouring.isTaken(tag)
            if isNew { break }
        }
        return result
    }
}
