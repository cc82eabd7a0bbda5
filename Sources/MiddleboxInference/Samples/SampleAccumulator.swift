/// Keeps the latest samples of a box in bounded memory.
///
/// ```swift
/// var accumulator = SampleAccumulator(capacity: 5000, span: .seconds(30))
/// accumulator.add(sample)
/// let finding = HeaderInference().judge(accumulator.window)
/// ```
public struct SampleAccumulator: Sendable {
    /// The most samples that are kept; the oldest go first.
    public let capacity: Int
    /// Samples older than the newest by more than this are forgotten.
    public let span: Duration
    public var coverage: Int?
    /// Samples taken in so far, forgotten ones included.
    public private(set) var total = 0
    private var samples: [PacketSample] = []
    private var next = 0
    private var newest: Duration?

    public init(capacity: Int = 20_000, span: Duration = .seconds(60), coverage: Int? = nil) {
        self.capacity = max(capacity, 1)
        self.span = span
        self.coverage = coverage
    }

    /// How many samples are held, old ones that are still to be forgotten included.
    public var count: Int { samples.count }

    /// - Complexity: O(1).
    public mutating func add(_ sample: PacketSample) {
        total += 1
        newest = max(newest ?? sample.time, sample.time)
        if samples.count < capacity {
            samples.append(sample)
        } else {
            samples[next] = sample
            next = (next + 1) % capacity
        }
    }

    /// Forgets everything, as when a box has been replaced.
    public mutating func removeAll() {
        samples.removeAll(keepingCapacity: true)
        next = 0
        newest = nil
    }

    public var window: SampleWindow {
        guard let newest else { return SampleWindow([], coverage: coverage) }
        return SampleWindow(samples.filter { $0.time >= newest - span }, coverage: coverage)
    }
}
