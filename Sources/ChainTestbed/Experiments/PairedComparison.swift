/// How a value compares with a reference that was measured in the same round: the median over the rounds, and the
/// range.
///
/// Machines change between rounds more than settings differ, so each round is compared with itself.
public struct PairedComparison: Sendable, Hashable, Codable {
    public let median: Double
    public let minimum: Double
    public let maximum: Double

    /// - Parameters:
    ///   - values: one for each round.
    ///   - references: one for each round in the same order; a round that one side lacks is left out.
    ///   - relation: what is computed from a value and its reference, such as `-` or `/`.
    /// - Returns: nil where no round has both, or no relation of them is a finite number.
    init?(_ values: [Double?], to references: [Double?], by relation: (Double, Double) -> Double) {
        let pairs = zip(values, references).compactMap { value, reference -> Double? in
            guard let value, let reference else { return nil }
            let related = relation(value, reference)
            return related.isFinite ? related : nil
        }
        self.init(of: pairs)
    }

    /// The median and range of values as they are.
    init?(of values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        minimum = first
        maximum = last
    }
}
