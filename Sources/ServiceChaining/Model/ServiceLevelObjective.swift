/// What the tenant's application is to keep, and how long a breach lasts before it counts (Stratos § 5, § 7.3).
public struct ServiceLevelObjective: Hashable, Sendable {
    public var bound: Bound
    /// The breach must last this long.
    public var hold: Duration

    public init(_ bound: Bound, for hold: Duration) {
        self.bound = bound
        self.hold = hold
    }

    public enum Bound: Hashable, Sendable {
        /// Mean request latency stays below.
        case meanLatency(below: Duration)
        /// The number of waiting requests stays below.
        case backlog(below: Int)
        /// Requests served each second stay above.
        case throughput(above: Double)
        /// The share of failed requests, 0...1, stays below.
        case errorRate(below: Double)
    }

    public static func meanLatency(below limit: Duration, for hold: Duration) -> ServiceLevelObjective {
        ServiceLevelObjective(.meanLatency(below: limit), for: hold)
    }

    public static func backlog(below limit: Int, for hold: Duration) -> ServiceLevelObjective {
        ServiceLevelObjective(.backlog(below: limit), for: hold)
    }

    public static func throughput(above limit: Double, for hold: Duration) -> ServiceLevelObjective {
        ServiceLevelObjective(.throughput(above: limit), for: hold)
    }

    public static func errorRate(below limit: Double, for hold: Duration) -> ServiceLevelObjective {
        ServiceLevelObjective(.errorRate(below: limit), for: hold)
    }
}
