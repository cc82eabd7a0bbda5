/// What a run has counted.
struct SteeringTally: Hashable, Sendable {
    var flows = 0
    /// Packets that hosts sent, replies included.
    var packets = 0
    /// Packets of live flows that met another instance of a function than the first packet of the flow.
    var affinityViolations = 0
    /// Packets that did not pass their functions in order, and replies that did not retrace.
    var wrongSequences = 0
    /// Packets that did not arrive where they were sent.
    var lost = 0
    var movedFlows: Set<Int> = []
    var wrongFlows: Set<Int> = []
    /// Flows of which a packet was lost.
    var brokenFlows: Set<Int> = []

    var attributions = 0
    /// Flows behind a rewriting box that were taken for another flow, or for none.
    var wrongAttributions = 0

    var changes = 0
    var occupancy = SwitchOccupancy()
    var messages = MessageCounts()
    /// What was sent to put the first policy into force.
    var setupMods = 0
}

/// How full the switches were, sampled once a turn.
struct SwitchOccupancy: Hashable, Sendable {
    private(set) var mostRules = 0
    private(set) var mostGroups = 0
    private(set) var mostBuckets = 0
    private(set) var mostConnections = 0
    private var ruleSum = 0
    private var samples = 0

    /// Rules on a switch, over all switches and turns.
    var meanRules: Double { samples == 0 ? 0 : Double(ruleSum) / Double(samples) }

    /// - Parameter switches: rules, groups, buckets and tracked connections of each.
    mutating func sample(_ switches: [(rules: Int, groups: Int, buckets: Int, connections: Int)]) {
        for counts in switches {
            mostRules = max(mostRules, counts.rules)
            mostConnections = max(mostConnections, counts.connections)
            ruleSum += counts.rules
            samples += 1
        }
        mostGroups = max(mostGroups, switches.reduce(0) { $0 + $1.groups })
        mostBuckets = max(mostBuckets, switches.reduce(0) { $0 + $1.buckets })
    }
}
