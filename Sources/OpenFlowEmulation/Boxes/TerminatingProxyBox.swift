public import NetworkTypes

/// A proxy: it ends each connection from the left and opens one of its own to the right.
///
/// Nothing of the old headers survives but the destination: source address and port are the proxy's, DSCP, ECN and
/// TTL start afresh, in both directions. Packets are relayed one for one; only a SYN opens a connection.
public struct TerminatingProxyBox: EmulatedBox {
    public let address: IPAddress
    public let link: RoutedLink?
    private var translation: SourceTranslation

    public init(address: IPAddress, ports: ClosedRange<UInt16> = 20_000...60_000, link: RoutedLink? = nil) {
        self.address = address
        translation = SourceTranslation(address: address, ports: ports)
        self.link = link
    }

    /// How many connections it relays.
    public var connectionCount: Int { translation.table.count }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        guard link?.accepts(packet, on: side) ?? true else { return .drop("not addressed to the box") }
        guard let flow = packet.fiveTuple, flow.transport.hasPorts else { return .drop("no connection") }
        let opens = flow.transport != .tcp || packet.tcpFlags.contains(.syn)
        guard
            let relayed = side == .left ? translation.outward(flow, mayOpen: opens) : translation.inward(flow)
        else {
            return .drop(side == .left ? "no such connection" : "reply to an unknown connection")
        }
        var result = packet
        result.fiveTuple = relayed
        result.ip = IPHeader(source: relayed.source, destination: relayed.destination, transport: relayed.transport)
        result.sequence = Self.sequence(packet.sequence, of: relayed)
        return .emit(readdressed(result, to: side.opposite), on: side.opposite)
    }

    /// The number that a byte has in the connection that is the proxy's own.
    private static func sequence(_ number: UInt32, of flow: FiveTuple) -> UInt32 {
        guard number != 0 else { return 0 }
        var hash = DeterministicHash(seed: 0x5EC)
        hash.add(flow)
        return number &+ UInt32(truncatingIfNeeded: hash.value)
    }

    private func readdressed(_ packet: Packet, to side: BoxSide) -> Packet {
        guard let link else { return packet }
        var result = packet
        result.source = link.address(side)
        result.destination = link.nextHop
        return result
    }
}
