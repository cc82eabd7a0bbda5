public import NetworkTypes

/// A narrowing of the traffic between two endpoints, by protocol, ports and prefixes; an empty list means any.
///
/// ```swift
/// TrafficMatch.tcp(80, 443)      // web traffic
/// TrafficMatch(transport: .udp, destinationPorts: [PortRange(5000...5999)])
/// ```
public struct TrafficMatch: Hashable, Sendable {
    /// `nil` for every protocol; ports ask for TCP, UDP or SCTP.
    public var transport: IPProtocol?
    public var sourcePorts: [PortRange]
    public var destinationPorts: [PortRange]
    /// Source prefixes within the source endpoint's; empty means all of them.
    public var sources: [IPPrefix]
    /// Destination prefixes within the destination endpoint's; empty means all of them.
    public var destinations: [IPPrefix]

    public init(
        transport: IPProtocol? = nil, sourcePorts: [PortRange] = [], destinationPorts: [PortRange] = [],
        sources: [IPPrefix] = [], destinations: [IPPrefix] = []
    ) {
        self.transport = transport
        self.sourcePorts = sourcePorts
        self.destinationPorts = destinationPorts
        self.sources = sources
        self.destinations = destinations
    }

    /// TCP to any of the given destination ports, or to all where none is given.
    public static func tcp(_ ports: TransportPort...) -> TrafficMatch {
        TrafficMatch(transport: .tcp, destinationPorts: ports.map { PortRange($0) })
    }

    /// UDP to any of the given destination ports, or to all where none is given.
    public static func udp(_ ports: TransportPort...) -> TrafficMatch {
        TrafficMatch(transport: .udp, destinationPorts: ports.map { PortRange($0) })
    }

    /// Everything.
    public static let all = TrafficMatch()
}
