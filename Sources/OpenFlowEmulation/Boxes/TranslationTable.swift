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

    /// False where another flow looks the same from the outside.
    @discardableResult
    mutating func insert(_ inner: FiveTuple, _ outer: FiveTuple) -> Bool {
        guard inside[outer].map({ $0 == inner }) ?? true else { return false }
        outside[inner] = outer
        inside[outer] = inner
        return true
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

    /// An ICMP error as the other side knows the packet that it quotes; `nil` where the flow is not known.
    ///
    /// - Parameter isOutward: True for errors from the inside about what came from the outside.
    func translate(error packet: Packet, isOutward: Bool) -> Packet? {
        guard var quoted = packet.quoted else { return nil }
        let old = quoted.translatable
        let new = isOutward ? outside(of: old.reversed)?.reversed : inside(ofReply: old.reversed)
        guard let new, var flow = packet.fiveTuple else { return nil }
        quoted.translatable = new
        // Whoever was quoted as the other end speaks as that; a router on the way keeps its own address.
        if flow.source == old.destination { flow.source = new.destination }
        flow.destination = new.source
        var result = packet
        result.fiveTuple = flow
        result.quoted = quoted
        return result
    }
}

/// What boxes have in common that give connections a source of their own: an address, ports, and what they remember.
struct SourceTranslation: Hashable, Sendable {
    /// `nil` leaves the address as it is.
    let address: IPAddress?
    /// `nil` leaves the port as it is.
    let ports: ClosedRange<UInt16>?
    private(set) var table = TranslationTable()

    init(address: IPAddress?, ports: ClosedRange<UInt16>?) {
        self.address = address
        self.ports = ports
    }

    /// The flow as it goes out; `nil` where it may not open, is of another family, or where nothing is left to tell it
    /// by from other flows.
    mutating func outward(_ flow: FiveTuple, mayOpen: Bool = true) -> FiveTuple? {
        if let known = table.outside(of: flow) { return known }
        guard mayOpen, address.map({ $0.family == flow.source.family }) ?? true else { return nil }
        var outer = flow
        outer.source = address ?? flow.source
        let hasPort = flow.transport.hasPorts || flow.sourcePort.rawValue != 0
        if let ports, hasPort {
            guard let free = table.allocate(outer, ports: ports) else { return nil }
            outer = free
        }
        return table.insert(flow, outer) ? outer : nil
    }

    /// The flow of a reply as the client knows it.
    func inward(_ reply: FiveTuple) -> FiveTuple? { table.inside(ofReply: reply)?.reversed }
}
