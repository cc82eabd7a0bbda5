/// When something counts as found.
public struct InferenceSettings: Hashable, Sendable {
    /// The share of packets that may be different without a meaning, in 1/10,000: θ, 5 % by default.
    public var tolerance: Int
    /// Packets that have left the box, at least so many, before anything is said.
    public var minimumSamples: Int
    /// Pairs of which something particular is said, such as that the connection is another one.
    public var minimumPairs: Int
    /// Flows that these packets belong to, so that no single one decides.
    public var minimumFlows: Int
    /// How sure a verdict must be.
    public var confidence: Confidence
    /// The longest that a packet stays in a box.
    public var longestStay: Duration
    /// How much earlier a packet may seem to leave than to enter, since samples arrive out of order.
    public var disorder: Duration
    /// Packets of one flow that count.
    public var samplesPerFlow: Int

    public init(
        tolerance: Int = 500, minimumSamples: Int = 50, minimumPairs: Int = 10, minimumFlows: Int = 3,
        confidence: Confidence = .percent95, longestStay: Duration = .seconds(3),
        disorder: Duration = .milliseconds(200), samplesPerFlow: Int = 8
    ) {
        self.tolerance = min(max(tolerance, 1), Basis.one - 1)
        self.minimumSamples = max(minimumSamples, 1)
        self.minimumPairs = max(minimumPairs, 1)
        self.minimumFlows = max(minimumFlows, 1)
        self.confidence = confidence
        self.longestStay = longestStay
        self.disorder = disorder
        self.samplesPerFlow = max(samplesPerFlow, 1)
    }

    /// True where what went in at one time may be what came out at another.
    func mayBelong(entered: Duration, left: Duration) -> Bool {
        left + disorder >= entered && left <= entered + longestStay
    }
}
