public import NetworkTypes

/// The link layer of a box that routes: its own addresses, and the next hop to which everything goes.
///
/// A box with a link takes only what is addressed to it, so a forgotten rewrite of `eth_dst` shows as a drop.
public struct RoutedLink: Hashable, Sendable {
    public var left: MACAddress
    public var right: MACAddress
    /// The virtual address that answers for all neighbours.
    public var nextHop: MACAddress

    public init(left: MACAddress, right: MACAddress, nextHop: MACAddress) {
        self.left = left
        self.right = right
        self.nextHop = nextHop
    }

    func address(_ side: BoxSide) -> MACAddress { side == .left ? left : right }

    /// A frame with a VLAN tag is for an interface that the box does not have.
    func accepts(_ packet: Packet, on side: BoxSide) -> Bool {
        packet.destination == address(side) && packet.vlan == nil
    }

    /// The packet as it leaves on a side: readdressed, and one hop older.
    func forward(_ packet: Packet, to side: BoxSide) -> Packet {
        var result = packet
        result.source = address(side)
        result.destination = nextHop
        if let ttl = packet.ip?.ttl { result.ip?.ttl = ttl &- 1 }
        return result
    }
}
