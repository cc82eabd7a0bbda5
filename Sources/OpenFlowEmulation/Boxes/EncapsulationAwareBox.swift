/// A box that understands tags: it takes VLAN tag, labels or service header off, does its work on what is inside, and
/// puts them on again.
///
/// ```swift
/// EncapsulationAwareBox(StatefulFirewallBox())   // sees flows behind labels, and labels behind it are as before
/// ```
public struct EncapsulationAwareBox: EmulatedBox {
    private var inner: any EmulatedBox

    /// - Parameter inner: the box as it would be for packets without tags.
    public init(_ inner: any EmulatedBox) { self.inner = inner }

    public mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        var bare = packet.unwrapped
        bare.vlan = nil
        // The frame around a service header is addressed to the box, the one inside to the receiver.
        if packet.serviced != nil { bare.destination = packet.destination }
        var reaction = inner.receive(bare, on: side, at: now)
        for index in reaction.emissions.indices {
            reaction.emissions[index].packet = Self.wrap(reaction.emissions[index].packet, as: packet)
        }
        return reaction
    }

    /// What left the inner box, with the tags that came with the packet.
    private static func wrap(_ result: Packet, as packet: Packet) -> Packet {
        var result = result
        if case .nsh(let header, let inner) = packet.content {
            var frame = result
            frame.source = inner.source
            frame.destination = inner.destination
            frame.vlan = inner.vlan
            result = Packet(source: result.source, destination: result.destination, content: .nsh(header, frame))
        }
        for label in packet.labels.reversed() { result.content = .mpls(label, result.content) }
        result.vlan = packet.vlan
        return result
    }
}
