public import NetworkTypes

/// A box that keeps what it gets: an intrusion detection that watches copies.
public struct TapBox: EmulatedBox {
    public private(set) var received: [Packet] = []

    public init() {}

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        received.append(packet)
        return BoxReaction([])
    }
}
