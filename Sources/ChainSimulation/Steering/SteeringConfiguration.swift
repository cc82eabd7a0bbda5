/// How large a comparison is, and what happens in it.
///
/// ```swift
/// var configuration = SteeringConfiguration()
/// configuration.hasManglingBoxes = false
/// ```
public struct SteeringConfiguration: Hashable, Sendable, Encodable {
    /// One run of every method for each of them.
    public var seeds: [UInt64]
    /// Flows opened in a run.
    public var flows: Int
    /// Changes of the deployment in a run, spread evenly: an instance added, weights changed, an instance drained and
    /// later removed, in turn.
    public var changes: Int
    /// Flows that start within the same millisecond. What is larger than one gives packet correlation something to
    /// mistake.
    public var burst: Int
    /// Different requests that flows begin with, some much more popular than others (Zipf's law).
    public var contents: Int
    /// Whether one of the functions is a source NAT; a firewall stands in its place otherwise.
    public var hasManglingBoxes: Bool

    public init(
        seeds: [UInt64] = [1, 2, 3, 4, 5], flows: Int = 480, changes: Int = 8, burst: Int = 16, contents: Int = 100,
        hasManglingBoxes: Bool = true
    ) {
        self.seeds = seeds
        self.flows = flows
        self.changes = changes
        self.burst = burst
        self.contents = contents
        self.hasManglingBoxes = hasManglingBoxes
    }

    /// What is wrong with it; `nil` where it can be run.
    public var mistake: String? {
        if seeds.isEmpty { return "there is no seed; give one at least" }
        if !(1...100_000).contains(flows) { return "\(flows) flows are not 1 to 100000" }
        if !(0...1000).contains(changes) { return "\(changes) changes are not 0 to 1000" }
        if !(1...1000).contains(burst) { return "bursts of \(burst) flows are not 1 to 1000" }
        if !(1...1_000_000).contains(contents) { return "\(contents) contents are not 1 to 1000000" }
        return nil
    }

    /// How often the clock ticks, by ``turnLength``.
    var turns: Int { max((flows + burst - 1) / burst, (changes + 1) * 3) }

    static let turnLength = Duration.seconds(5)
    /// How many turns a flow lives, at least and at most.
    static let lifetimes = 2...6
    /// Seconds without a packet after which rules for single flows go, in every method that has such rules.
    static let idleTimeout: UInt16 = 20
}
