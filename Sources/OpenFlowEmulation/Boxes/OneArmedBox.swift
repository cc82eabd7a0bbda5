public import NetworkTypes

/// A box that has one port for both of its sides: what enters it is a reply where the box has sent what it answers.
///
/// ```swift
/// network.attach(box: "nat", OneArmedBox(SourceNATBox(address: address)), left: port, right: port)
/// ```
public struct OneArmedBox: EmulatedBox {
    private var inner: any EmulatedBox
    /// What has left on the right.
    private var sent: Set<FiveTuple> = []

    /// - Parameter inner: the box as it would be with two ports.
    public init(_ inner: any EmulatedBox) { self.inner = inner }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        let isReply = packet.fiveTuple.map { sent.contains($0.reversed) } ?? false
        let reaction = inner.receive(packet, on: isReply ? .right : .left, at: now)
        for emission in reaction.emissions where emission.side == .right {
            if let flow = emission.packet.fiveTuple { sent.insert(flow) }
        }
        return reaction
    }
}
