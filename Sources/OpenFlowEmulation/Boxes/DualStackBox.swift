internal import NetworkTypes

/// Two boxes in one, one for each address family: a middlebox with an address of its own in both.
///
/// What is no IP goes the way of IPv4.
public struct DualStackBox: EmulatedBox {
    private var ipv4: any EmulatedBox
    private var ipv6: any EmulatedBox

    public init(ipv4: any EmulatedBox, ipv6: any EmulatedBox) {
        self.ipv4 = ipv4
        self.ipv6 = ipv6
    }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        packet.ip?.family == .ipv6
            ? ipv6.receive(packet, on: side, at: now) : ipv4.receive(packet, on: side, at: now)
    }
}
