internal import NetworkTypes

/// The flows that a rewriting box keeps: from the inside as the client knows them, from the outside as the server does.
struct TranslationTable: Hashable, Sendable {
    private var outside: [FiveTuple: FiveTuple] = [:]
    private var inside: [FiveTuple: FiveTuple] = [:]
    private var nextPort: UInt16 = 0

    var count: Int { outside.count }

    func outside(of flow: FiveTuple) -> FiveTuple? { outside[flow] }

    /// The inner flow whose replies look like this.
    func inside(ofReply reply: FiveTuple) -> FiveTuple? { inside[reply.reversed] }

    mutating func insert(_ inner: FiveTuple, _ outer: FiveTuple) {
        outside[inner] = outer
        inside[outer] = inner
    }

    /// The outer flow with a source port that no other flow to the same peer uses; `nil` where none is left.
    mutating func allocate(_ outer: FiveTuple, ports: ClosedRange<UInt16>) -> FiveTuple? {
        var candidate = outer
        for _ in ports {
            nextPort = ports.contains(nextPort) ? nextPort : ports.lowerBound
            candidate.sourcePort = TransportPort(rawValue: nextPort)
            nextPort = nextPort == ports.upperBound ? ports.lowerBound : nextPort + 1
            if inside[candidate] == nil { return candidate }
        }
        return nil
    }
}
