/// Divides things into the fewest groups in which no two conflict: a colouring of the conflict graph.
///
/// Things that have been together stay together as long as they do not conflict; the rest is added to what is there.
struct ConflictGrouping {
    /// For each thing, the number of its group; groups are numbered in the order of their first members.
    let groups: [Int]

    /// Up to as many free things the smallest number of groups is searched for exactly; beyond, each thing goes into
    /// the first group that takes it, those with most conflicts first.
    static let exactLimit = 12

    /// - Parameters:
    ///   - formerly: for each thing the group that it was in, `nil` for a new one.
    ///   - conflict: symmetric, asked for different things only.
    init(formerly: [Int?], conflict: (Int, Int) -> Bool) {
        var search = Search(formerly: formerly, conflict: conflict)
        search.run()
        var names: [Int: Int] = [:]
        groups = search.best.map { group in
            let name = names[group] ?? names.count
            names[group] = name
            return name
        }
    }
}

private struct Search {
    private let conflicts: [Set<Int>]
    private let formerly: [Int?]
    private var order: [Int] = []
    /// The things of each group so far.
    private var members: [[Int]] = []
    private(set) var best: [Int]
    private var bestCount = Int.max
    private var current: [Int]

    init(formerly: [Int?], conflict: (Int, Int) -> Bool) {
        self.formerly = formerly
        let count = formerly.count
        conflicts = (0..<count).map { a in Set((0..<count).filter { $0 != a && conflict(min(a, $0), max(a, $0)) }) }
        best = Array(repeating: 0, count: count)
        current = best
    }

    mutating func run() {
        keepTogether()
        order.sort { (conflicts[$1].count, $0) < (conflicts[$0].count, $1) }
        if order.count <= ConflictGrouping.exactLimit {
            place(0)
        } else {
            for thing in order { enter(thing, firstFit(thing)) }
            best = current
        }
    }

    /// Puts what has been together into one group; whoever conflicts there by now is placed like a new one.
    private mutating func keepTogether() {
        var index: [Int: Int] = [:]
        for thing in formerly.indices {
            guard let old = formerly[thing] else {
                order.append(thing)
                continue
            }
            let group = index[old] ?? members.count
            if group < members.count, !fits(thing, group) {
                order.append(thing)
                continue
            }
            index[old] = group
            enter(thing, group)
        }
    }

    private func fits(_ thing: Int, _ group: Int) -> Bool {
        members[group].allSatisfy { !conflicts[thing].contains($0) }
    }

    private func firstFit(_ thing: Int) -> Int { members.indices.first { fits(thing, $0) } ?? members.count }

    private mutating func enter(_ thing: Int, _ group: Int) {
        if group == members.count { members.append([]) }
        members[group].append(thing)
        current[thing] = group
    }

    private mutating func leave(_ thing: Int, _ group: Int) {
        members[group].removeLast()
        if members[group].isEmpty, group == members.count - 1 { members.removeLast() }
    }

    /// Depth first; a branch with as many groups as the best so far cannot win any more.
    private mutating func place(_ step: Int) {
        guard members.count < bestCount else { return }
        guard step < order.count else {
            (best, bestCount) = (current, members.count)
            return
        }
        for group in 0...members.count where group == members.count || fits(order[step], group) {
            enter(order[step], group)
            place(step + 1)
            leave(order[step], group)
        }
    }
}
