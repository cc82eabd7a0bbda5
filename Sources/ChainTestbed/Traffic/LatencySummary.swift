/// Order statistics of measured times; each percentile is a time that was measured (nearest rank).
public struct LatencySummary: Sendable, Hashable, CustomStringConvertible {
    /// How many times were measured.
    public let count: Int
    public let minimum: Duration
    public let median: Duration
    public let percentile90: Duration
    public let percentile99: Duration
    public let maximum: Duration
    public let mean: Duration

    /// Nil when nothing was measured.
    /// - Complexity: O(n log n)
    public init?(nanoseconds samples: some Sequence<Int64>) {
        let sorted = samples.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        func rank(_ fraction: Double) -> Duration {
            let index = Int((fraction * Double(sorted.count)).rounded(.up)) - 1
            return .nanoseconds(sorted[min(max(index, 0), sorted.count - 1)])
        }
        count = sorted.count
        minimum = .nanoseconds(first)
        median = rank(0.5)
        percentile90 = rank(0.9)
        percentile99 = rank(0.99)
        maximum = .nanoseconds(last)
        mean = .nanoseconds(Int64(sorted.reduce(0.0) { $0 + Double($1) } / Double(sorted.count)))
    }

    public var description: String {
        "median \(Self.text(median)), 99 % \(Self.text(percentile99)), max \(Self.text(maximum)) of \(count)"
    }

    /// Milliseconds with three digits.
    static func text(_ duration: Duration) -> String {
        let microseconds = duration.nanoseconds / 1000
        let fraction = String(microseconds % 1000 + 1000).dropFirst()
        return "\(microseconds / 1000).\(fraction) ms"
    }
}
