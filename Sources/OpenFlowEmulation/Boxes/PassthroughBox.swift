/// A box that is a wire: what enters on one side leaves on the other.
public struct PassthroughBox: EmulatedBox {
    /// Packets seen, by side of entry.
    public private(set) var packetCounts: [BoxSide: Int] = [:]

    public init() {}

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        packetCounts[side, default: 0] += 1
        return .emit(packet, on: side.opposite)
    }
}

/// A box that swallows everything, to plant a fault that a test must notice.
public struct BlackHoleBox: EmulatedBox {
    public init() {}

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        .drop("black hole")
    }
}
