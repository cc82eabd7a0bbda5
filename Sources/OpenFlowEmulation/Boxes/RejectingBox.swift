public import NetworkTypes

/// A firewall that says no: packets to some ports come back as ICMP errors that quote them, all others pass.
///
/// The errors are packets of the box's own: no endpoint sent them, and they leave by the side from which the rejected
/// packet came.
public struct RejectingBox: EmulatedBox {
    public let address: IPAddress
    public let ports: Set<TransportPort>
    public let link: RoutedLink?
    public private(set) var rejectedCount = 0

    public init(address: IPAddress, ports: Set<TransportPort>, link: RoutedLink? = nil) {
        self.address = address
        self.ports = ports
        self.link = link
    }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        guard link?.accepts(packet, on: side) ?? true else { return .drop("not addressed to the box") }
        guard let flow = packet.fiveTuple, flow.transport.hasPorts, ports.contains(flow.destinationPort) else {
            return .emit(link?.forward(packet, to: side.opposite) ?? packet, on: side.opposite)
        }
        rejectedCount += 1
        guard let error = ICMPError.portUnreachable.about(packet, from: address) else { return .drop("rejected") }
        return .emit(link?.forward(error, to: side) ?? error, on: side)
    }
}
