internal import CloudTopology
internal import LinearProgramming

/// Limits on rack pairs, found by the slots of the two racks.
///
/// Only pairs of racks that hold sites are kept, in rows by the rack that traffic comes from; nothing here grows with the
/// square of the racks unless the limits do.
struct BandwidthTable: ~Copyable {
    struct Entry: BitwiseCopyable {
        var to: Int32
        /// The position in ``DistributionProblem/bandwidthLimits``.
        var limit: Int32
        var bandwidth: Double
        /// What a split has left of it.
        var remaining = 0.0
        /// The row that keeps it, or -1.
        var row: Int32 = -1
        var from: Int32
    }

    var entries = WorkBuffer<Entry>()
    private var sorted = WorkBuffer<Entry>()
    private var starts = WorkBuffer<Int32>()

    init() {}

    var isEmpty: Bool { entries.count == 0 }

    /// - Complexity: O(limits + racks that hold sites)
    mutating func load(_ problem: borrowing DistributionProblem, _ pooled: borrowing PooledProblem) {
        entries.removeAll()
        sorted.removeAll()
        guard !problem.bandwidthLimits.isEmpty else { return }
        for (index, limit) in problem.bandwidthLimits.enumerated() {
            guard limit.limit < .infinity, let from = pooled.slot(of: limit.pair.from.rawValue),
                let to = pooled.slot(of: limit.pair.to.rawValue)
            else { continue }
            sorted.append(
                Entry(to: Int32(to), limit: Int32(index), bandwidth: limit.limit, from: Int32(from)))
        }
        // By target, then stably by source: two counting sorts.
        sort(slots: pooled.racks.count) { Int($0.to) }
        swap(&entries, &sorted)
        sort(slots: pooled.racks.count) { Int($0.from) }
    }

    /// Moves ``sorted`` to ``entries`` in the order of a key.
    private mutating func sort(slots: Int, by key: (Entry) -> Int) {
        starts.fill(slots + 1, with: 0)
        for k in 0..<sorted.count { starts.base[key(sorted[k]) + 1] += 1 }
        for slot in 0..<slots { starts.base[slot + 1] += starts[slot] }
        entries.extend(to: sorted.count, with: Entry(to: 0, limit: 0, bandwidth: 0, from: 0))
        entries.count = sorted.count
        for k in 0..<sorted.count {
            let slot = key(sorted[k])
            entries[Int(starts[slot])] = sorted[k]
            starts.base[slot] += 1
        }
        for slot in stride(from: slots, to: 0, by: -1) { starts.base[slot] = starts[slot - 1] }
        starts.base[0] = 0
    }

    /// The position of the limit between two slots; nil where there is none.
    @inline(__always)
    func position(_ from: Int, _ to: Int) -> Int? {
        guard entries.count > 0 else { return nil }
        var (low, high) = (Int(starts[from]), Int(starts[from + 1]))
        while low < high {
            let middle = (low + high) / 2
            let slot = Int(entries[middle].to)
            if slot == to { return middle }
            if slot < to { low = middle + 1 } else { high = middle }
        }
        return nil
    }
}
