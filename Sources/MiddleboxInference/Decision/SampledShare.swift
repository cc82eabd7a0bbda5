/// So many of so many samples, and what that says about the share of all packets.
///
/// Everything is decided by Wilson's score interval in whole numbers: the interval's lower end lies above a share t
/// exactly if k/n > t and (k/n − t)² > z² · t(1 − t)/n, for which no root is needed.
public struct SampledShare: Hashable, Sendable {
    public let count: Int
    public let total: Int

    public init(_ count: Int, of total: Int) {
        self.total = max(total, 0)
        self.count = min(max(count, 0), self.total)
    }

    /// True where the share of all packets lies above a threshold, in 1/10,000.
    public func exceeds(_ threshold: Int, at confidence: Confidence) -> Bool {
        threshold < Basis.one && excess(over: threshold) > 0 && isDistinct(from: threshold, confidence)
    }

    /// True where the share of all packets lies below a threshold, in 1/10,000.
    public func staysBelow(_ threshold: Int, at confidence: Confidence) -> Bool {
        guard threshold <= Basis.one else { return total > 0 }
        return threshold > 0 && total > 0 && excess(over: threshold) < 0 && isDistinct(from: threshold, confidence)
    }

    /// The ends of the interval in 1/10,000: the share of all packets is likely to lie between.
    public func interval(at confidence: Confidence) -> ClosedRange<Int> {
        let lower = Self.last { self.exceeds($0, at: confidence) } ?? 0
        let upper = Self.last { !self.staysBelow($0, at: confidence) } ?? Basis.one
        return min(lower, upper)...max(lower, upper)
    }

    /// k·b − t·n, where b is the basis.
    private func excess(over threshold: Int) -> Int128 {
        Int128(count) * Int128(Basis.one) - Int128(threshold) * Int128(total)
    }

    private func isDistinct(from threshold: Int, _ confidence: Confidence) -> Bool {
        let basis = Int128(Basis.one)
        let excess = excess(over: threshold)
        let variance = Int128(threshold) * (basis - Int128(threshold)) * Int128(total)
        return excess * excess * basis > confidence.squaredQuantile * variance
    }

    /// The largest share for which a condition holds that holds up to some share and no further.
    private static func last(where holds: (Int) -> Bool) -> Int? {
        guard holds(0) else { return nil }
        var (low, high) = (0, Basis.one + 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if holds(middle) { low = middle } else { high = middle }
        }
        return min(low, Basis.one)
    }
}

extension SampledShare: CustomStringConvertible {
    public var description: String { "\(count)/\(total)" }
}

extension Confidence {
    /// The highest level at which a statement holds.
    static func highest(where holds: (Confidence) -> Bool) -> Confidence? { allCases.last(where: holds) }
}
