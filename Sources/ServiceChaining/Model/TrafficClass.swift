public import NetworkTypes

/// One conjunction of header conditions of a chain: a chain's traffic is the union of its classes.
public struct TrafficClass: Hashable, Sendable {
    public var chain: ChainID
    /// Where the packets enter; `nil` while the source endpoint is not attached.
    public var ingress: SwitchPort?
    public var source: IPPrefix
    public var destination: IPPrefix
    public var transport: IPProtocol?
    /// Always all ports where the protocol has none.
    public var sourcePorts: PortRange
    public var destinationPorts: PortRange
    public var priority: Int

    public init(
        chain: ChainID, ingress: SwitchPort?, source: IPPrefix, destination: IPPrefix, transport: IPProtocol?,
        sourcePorts: PortRange = .all, destinationPorts: PortRange = .all, priority: Int
    ) {
        self.chain = chain
        self.ingress = ingress
        self.source = source
        self.destination = destination
        self.transport = transport
        self.sourcePorts = sourcePorts
        self.destinationPorts = destinationPorts
        self.priority = priority
    }

    public var family: AddressFamily { source.family }

    /// True where a packet with this five-tuple, entering where the class does, belongs to it.
    public func matches(_ flow: FiveTuple) -> Bool {
        source.contains(flow.source) && destination.contains(flow.destination)
            && (transport == nil || transport == flow.transport)
            && sourcePorts.contains(flow.sourcePort) && destinationPorts.contains(flow.destinationPort)
    }

    /// The class of the packets that answer, which enter elsewhere.
    public func reversed(at ingress: SwitchPort?) -> TrafficClass {
        TrafficClass(
            chain: chain, ingress: ingress, source: destination, destination: source, transport: transport,
            sourcePorts: destinationPorts, destinationPorts: sourcePorts, priority: priority)
    }

    /// True where some packet belongs to both.
    public func overlaps(_ other: TrafficClass) -> Bool {
        if let ingress, let theirs = other.ingress, ingress != theirs { return false }
        return source.overlaps(other.source) && destination.overlaps(other.destination)
            && (transport == nil || other.transport == nil || transport == other.transport)
            && sourcePorts.overlaps(other.sourcePorts) && destinationPorts.overlaps(other.destinationPorts)
    }
}

extension Tenant {
    /// The classes of a chain: every match times every prefix pair of one family times every port range.
    ///
    /// - Returns: an empty list where an endpoint of the chain is not known.
    public func trafficClasses(of chain: ServiceFunctionChain) -> [TrafficClass] {
        guard let source = self[endpoint: chain.source], let destination = self[endpoint: chain.destination] else {
            return []
        }
        let matches = chain.matches.isEmpty ? [TrafficMatch.all] : chain.matches
        return matches.flatMap { match in
            let sources = match.sources.isEmpty ? source.prefixes : match.sources
            let destinations = match.destinations.isEmpty ? destination.prefixes : match.destinations
            return sources.flatMap { from in
                destinations.filter { $0.family == from.family }.flatMap { to in
                    Self.portPairs(match).map { ports in
                        TrafficClass(
                            chain: chain.id, ingress: source.attachment?.port, source: from, destination: to,
                            transport: match.transport, sourcePorts: ports.0, destinationPorts: ports.1,
                            priority: chain.priority)
                    }
                }
            }
        }
    }

    private static func portPairs(_ match: TrafficMatch) -> [(PortRange, PortRange)] {
        let sources = match.sourcePorts.isEmpty ? [PortRange.all] : match.sourcePorts
        let destinations = match.destinationPorts.isEmpty ? [PortRange.all] : match.destinationPorts
        return sources.flatMap { source in destinations.map { (source, $0) } }
    }
}
