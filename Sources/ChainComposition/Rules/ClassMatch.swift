internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// A traffic class as match fields, and the priority at which it stands in the select table.
struct ClassMatch {
    let priority: UInt16
    let fields: [MatchField]

    init(priority: UInt16, fields: [MatchField]) {
        self.priority = priority
        self.fields = fields
    }

    /// One match for each pair of port masks.
    static func expand(_ traffic: TrafficClass) -> [ClassMatch] {
        var base: [MatchField] = [.ethernetType(traffic.family.etherType)]
        if traffic.source.length > 0 { base.append(.source(traffic.source)) }
        if traffic.destination.length > 0 { base.append(.destination(traffic.destination)) }
        let priority = ResidentEngine.classBase + UInt16(clamping: min(max(traffic.priority, 0), 1000))
        guard let transport = traffic.transport else { return [ClassMatch(priority: priority, fields: base)] }
        base.append(.ipProtocol(transport))
        guard transport.hasPorts else { return [ClassMatch(priority: priority, fields: base)] }
        return traffic.sourcePorts.maskedValues.flatMap { source in
            traffic.destinationPorts.maskedValues.map { destination in
                let ports = [
                    MatchField.sourcePort(transport, source), MatchField.destinationPort(transport, destination),
                ]
                return ClassMatch(priority: priority, fields: base + ports.compactMap { $0 })
            }
        }
    }
}
