public import NetworkTypes
public import OpenFlow
internal import ServiceChaining

/// A packet whose flow no exact rule can tell.
public enum RelatedPacket: Hashable, Sendable {
    /// An ICMP error (RFC 792, RFC 4443 § 3) about a flow, which is given in the direction in which the error goes.
    case error(about: FiveTuple)
    /// A fragment. Rules see no ports of fragments, and of IPv6 not even the protocol of later ones; the first says which
    /// flow the packet is of.
    case fragment(of: FiveTuple, identification: UInt32, isFirst: Bool)
}

extension ReactiveSteering {
    /// How a related packet that came in without a tag goes on: the controller sends each on its way itself.
    ///
    /// - Parameters:
    ///   - marking: its DSCP value.
    ///   - port: where it came in.
    /// - Returns: rules for the other packets of the flow, if that is new, and the actions of a packet-out; `nil` where the
    ///   packet is nobody's, or a fragment that came before its first.
    public mutating func send(
        _ packet: RelatedPacket, marking: DSCP, at port: SwitchPort
    ) -> (rules: [(DatapathID, FlowMod)], way: [Action])? {
        switch packet {
        case .error(let flow): return way(of: flow, marking: marking, at: port).map { ([], $0) }
        case .fragment(let flow, let identification, let isFirst):
            let key = FragmentMemory.Key(flow, identification)
            if isFirst { fragments.note(key, of: flow) }
            guard let flow = isFirst || !flow.transport.hasPorts ? flow : fragments[key] else { return nil }
            if let way = way(of: flow, marking: marking, at: port) { return ([], way) }
            guard case .install(_, let rules) = decide(flow, marking: marking, at: port),
                let way = way(of: flow, marking: marking, at: port)
            else { return nil }
            return (rules, way)
        }
    }

    /// The way of a known flow's packets from a port, in the actions of a packet-out; `nil` too while the flow is to be
    /// reset.
    private func way(of flow: FiveTuple, marking: DSCP, at port: SwitchPort) -> [Action]? {
        guard let known = flows[Direction(port: port, flow: flow)], let path = index.paths[known.path],
            path.state != .resetting
        else { return nil }
        let starts = index.places(path, known.direction).filter { $0.port == port }.flatMap(\.starts)
            .filter { $0.family == flow.source.family }
        return (starts.first { $0.marking == marking } ?? starts.first { $0.marking == nil })?.actions
    }
}

extension PathStart {
    /// The instructions as actions, which is all that a packet-out can have.
    fileprivate var actions: [Action] {
        instructions.flatMap { instruction -> [Action] in
            switch instruction {
            case .applyActions(let actions): actions
            case .gotoTable(let table): [.resubmit(port: nil, table: table)]
            default: []
            }
        }
    }
}
