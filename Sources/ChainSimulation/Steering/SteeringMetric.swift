/// What is measured of a way of steering.
public enum SteeringMetric: String, Hashable, Sendable, CaseIterable, Encodable, CodingKeyRepresentable {
    /// Share of flows of which a packet met another instance than before, 0...1.
    case movedFlows
    /// Share of packets that did, 0...1.
    case affinityViolations
    /// Share of flows of which a packet did not pass its functions in order or a reply did not retrace, 0...1.
    case wrongFlows
    /// Share of such packets, 0...1.
    case wrongSequences
    /// Share of flows that lost a packet, 0...1.
    case brokenFlows
    /// Share of packets that did not arrive, 0...1.
    case lostPackets
    /// Share of flows behind rewriting boxes that were taken for another flow; only where flows are correlated.
    case correlationErrors
    /// The most rules on one switch.
    case mostRules
    /// Rules on a switch, over switches and time.
    case meanRules
    /// The most groups on all switches together.
    case groups
    /// The most buckets on all switches together.
    case buckets
    /// The most tracked connections on one switch.
    case connections
    /// Packets handed up, by flows.
    case packetInsPerFlow
    /// Rules changed in answer to packets, by flows.
    case flowModsPerFlow
    /// Packets sent out by the controller, by flows.
    case packetOutsPerFlow
    /// Rules and groups changed for a change of the deployment, clearing away included.
    case modsPerChange
}

extension SteeringTally {
    /// The value of a metric in this run; `nil` where nothing was there to be measured.
    subscript(metric: SteeringMetric) -> Double? {
        switch metric {
        case .movedFlows: share(movedFlows.count, of: flows)
        case .affinityViolations: share(affinityViolations, of: packets)
        case .wrongFlows: share(wrongFlows.count, of: flows)
        case .wrongSequences: share(wrongSequences, of: packets)
        case .brokenFlows: share(brokenFlows.count, of: flows)
        case .lostPackets: share(lost, of: packets)
        case .correlationErrors: share(wrongAttributions, of: attributions)
        case .mostRules: Double(occupancy.mostRules)
        case .meanRules: occupancy.meanRules
        case .groups: Double(occupancy.mostGroups)
        case .buckets: Double(occupancy.mostBuckets)
        case .connections: Double(occupancy.mostConnections)
        case .packetInsPerFlow: share(messages.packetIns, of: flows)
        case .flowModsPerFlow: share(messages.flowModsForPackets, of: flows)
        case .packetOutsPerFlow: share(messages.packetOuts, of: flows)
        case .modsPerChange: share(messages.modsForDeployment, of: changes)
        }
    }

    private func share(_ part: Int, of whole: Int) -> Double? {
        whole == 0 ? nil : Double(part) / Double(whole)
    }
}
