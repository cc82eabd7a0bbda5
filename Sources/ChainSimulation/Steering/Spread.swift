/// A number that was measured several times.
public struct Spread: Hashable, Sendable, Encodable {
    public let mean: Double
    public let minimum: Double
    public let maximum: Double

    /// `nil` where nothing was measured.
    public init?(_ values: [Double]) {
        guard let minimum = values.min(), let maximum = values.max() else { return nil }
        mean = values.reduce(0, +) / Double(values.count)
        self.minimum = minimum
        self.maximum = maximum
    }
}
