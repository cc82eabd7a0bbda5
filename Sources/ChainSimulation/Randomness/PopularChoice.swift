/// Numbers of which some are drawn much more often than others, as the things are that people ask for: the k-th with
/// a probability in proportion to 1/k (Zipf's law).
struct PopularChoice: Sendable {
    /// Where the share of each number ends.
    private let ends: [UInt64]

    /// - Parameter count: how many numbers there are, at least one.
    init(count: Int) {
        var end: UInt64 = 0
        ends = (1...max(count, 1)).map { rank in
            end += 1_000_000_000 / UInt64(rank)
            return end
        }
    }

    /// A number of `0..<count`.
    func draw(_ random: inout SeededRandom) -> Int {
        let point = UInt64.random(in: 0..<(ends.last ?? 1), using: &random)
        return ends.firstIndex { point < $0 } ?? 0
    }
}
