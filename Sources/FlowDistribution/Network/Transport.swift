internal import LinearProgramming

/// A transport from sources to targets under a limit for each pair, by augmenting paths.
///
/// The matrices are those of one gap of one chain, and of the groups only that send or take over racks.
struct Transport: ~Copyable {
    /// Row by row, a row for each source: what goes, and how much more may go.
    var flow = WorkBuffer<Double>()
    var room = WorkBuffer<Double>()
    private var sourceCount = 0
    private var targetCount = 0
    /// How a search reached each source (by which target) and target (by which source); -1 where it did not.
    private var reachedBy = WorkBuffer<Int32>()
    private var queue = WorkBuffer<Int32>()

    init() {}

    mutating func load(_ sources: Int, _ targets: Int) {
        (sourceCount, targetCount) = (sources, targets)
        flow.fill(sources * targets, with: 0)
        room.fill(sources * targets, with: 0)
        reachedBy.fill(sources + targets, with: -1)
    }

    func isReached(source: Int) -> Bool { reachedBy[source] >= 0 }
    func isReached(target: Int) -> Bool { reachedBy[sourceCount + target] >= 0 }

    /// Sends on what sources have left to targets that can take it.
    ///
    /// - Returns: false where some source cannot get rid of more than dust; the last search then tells the cut.
    mutating func place(
        _ sources: borrowing WorkBuffer<HubSplit.Side>, _ targets: borrowing WorkBuffer<HubSplit.Side>, dust: Double
    ) -> Bool {
        for source in 0..<sourceCount {
            while sources[source].left > dust {
                guard let target = search(from: source, targets) else { return false }
                augment(source, target, sources, targets)
            }
        }
        return true
    }

    /// Breadth first over pairs with room, and back over pairs with flow.
    private mutating func search(from source: Int, _ targets: borrowing WorkBuffer<HubSplit.Side>) -> Int? {
        reachedBy.fill(sourceCount + targetCount, with: -1)
        queue.removeAll()
        queue.append(Int32(source))
        reachedBy[source] = Int32(source)
        var next = 0
        while next < queue.count {
            let node = Int(queue[next])
            next += 1
            if node < sourceCount {
                for target in 0..<targetCount where !isReached(target: target) && room[node * targetCount + target] > 0
                {
                    reachedBy[sourceCount + target] = Int32(node)
                    if targets[target].left > 0 { return target }
                    queue.append(Int32(sourceCount + target))
                }
            } else {
                let target = node - sourceCount
                for other in 0..<sourceCount where !isReached(source: other) && flow[other * targetCount + target] > 0 {
                    reachedBy[other] = Int32(target)
                    queue.append(Int32(other))
                }
            }
        }
        return nil
    }

    private func augment(
        _ source: Int, _ target: Int, _ sources: borrowing WorkBuffer<HubSplit.Side>,
        _ targets: borrowing WorkBuffer<HubSplit.Side>
    ) {
        var amount = min(sources[source].left, targets[target].left)
        walk(source, target) { pair, forward in amount = min(amount, forward ? room[pair] : flow[pair]) }
        walk(source, target) { pair, forward in
            flow.base[pair] += forward ? amount : -amount
            room.base[pair] -= forward ? amount : -amount
        }
        sources.base[source].left -= amount
        targets.base[target].left -= amount
    }

    /// The pairs on the path that the search found, from its end.
    private func walk(_ source: Int, _ end: Int, _ body: (Int, Bool) -> Void) {
        var target = end
        while true {
            let from = Int(reachedBy[sourceCount + target])
            body(from * targetCount + target, true)
            guard from != source else { return }
            let back = Int(reachedBy[from])
            body(from * targetCount + back, false)
            target = back
        }
    }
}
