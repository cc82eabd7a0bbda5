/// What identifies a flow: protocol, addresses and ports, in the direction of one packet.
public struct FiveTuple: Hashable, Sendable, CustomStringConvertible {
    public var source: IPAddress
    public var destination: IPAddress
    public var transport: IPProtocol
    /// Zero where the protocol has no ports.
    public var sourcePort: TransportPort
    /// Zero where the protocol has no ports.
    public var destinationPort: TransportPort

    public init(
        source: IPAddress, destination: IPAddress, transport: IPProtocol, sourcePort: TransportPort = 0,
        destinationPort: TransportPort = 0
    ) {
        self.source = source
        self.destination = destination
        self.transport = transport
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
    }

    /// The five-tuple of the packets that answer.
    public var reversed: FiveTuple {
        FiveTuple(
            source: destination, destination: source, transport: transport, sourcePort: destinationPort,
            destinationPort: sourcePort)
    }

    public var description: String {
        guard transport.hasPorts else { return "\(transport) \(source) > \(destination)" }
        return "\(transport) \(Self.socket(source, sourcePort)) > \(Self.socket(destination, destinationPort))"
    }

    private static func socket(_ address: IPAddress, _ port: TransportPort) -> String {
        address.family == .ipv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}
